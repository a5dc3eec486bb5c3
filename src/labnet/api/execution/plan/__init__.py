"""Plans: an operation compiled once, answered by passes over many objects at once, with the same data as graphql-core.

graphql-core answers field by field and object by object. A plan goes breadth first: each field of a selection is read
for all objects at once, and what these refer to is the next selection's objects. It knows strawberry's fields and
nothing of what they are about; whatever it is not sure of it leaves to graphql-core.
"""

from labnet.api.execution.plan.batches import Batch, batched
from labnet.api.execution.plan.choosing import Plans
from labnet.api.execution.plan.compiling import Plan, compile_plan
from labnet.api.execution.plan.completing import Surprise
from labnet.api.execution.plan.reading import Asked, Unplanned
from labnet.api.execution.plan.written import Written

__all__ = ["Asked", "Batch", "Plan", "Plans", "Surprise", "Unplanned", "Written", "batched", "compile_plan"]
