"""What a server does about requests that are made to harm it: what it answers, and what that costs it and others."""
