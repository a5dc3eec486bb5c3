"""What an import did."""

from __future__ import annotations

from dataclasses import dataclass

from labnet.errors import BadDataset
from labnet.model.records import Entity
from labnet.readwrite.faults import Fault, Notice
from labnet.store import Outcome

__all__ = ["ImportReport"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import did, or would have done.

    Attributes
    ----------
    outcomes : dict
        How many records of each sort were new, changed, or there already; all none where it was refused.
    faults : tuple of Fault
        The first thousand faults.
    fault_total : int
        How many faults there are in all.
    notices : tuple of Notice
        What was passed over, such as columns that labnet does not know.
    left_out : int
        How many records have faults, or need one that is left out.
    refused : bool
        Whether nothing was stored because of the faults.
    dry_run : bool
        Whether nothing was stored because it was a trial.
    seq_before, seq_after : int
        Numbers of the last change in the store before and after.
    seconds : float
        How long it took.
    """

    outcomes: dict[Entity, Outcome]
    faults: tuple[Fault, ...]
    fault_total: int
    notices: tuple[Notice, ...]
    left_out: int
    refused: bool
    dry_run: bool
    seq_before: int
    seq_after: int
    seconds: float

    def raise_for_faults(self) -> None:
        """Raise `BadDataset` where the import was refused; the message names the first fault."""
        if self.refused:
            faults = "1 fault was" if self.fault_total == 1 else f"{self.fault_total:,} faults were"
            first = f", the first one in {self.faults[0]}" if self.faults else ""
            msg = f"nothing was stored: {faults} found{first}"
            raise BadDataset(msg)
