"""What analyses find, judged by what is known to be there."""
