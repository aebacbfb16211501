"""Named tuples of a function become objects, as AWS's JSON library has it; Python's own encoder makes arrays of them."""
import os
import sys

_LAYERS = "/opt/"

# Classes are looked for again only when modules have been imported since: most functions have none, and pay nothing.
_known = {"modules": 0, "present": False}


def are_present():
    """Whether a module of the function or its layers declares any."""
    modules = len(sys.modules)
    if modules != _known["modules"]:
        _known["modules"] = modules
        _known["present"] = any(hasattr(kind, "_asdict") and _is_of_the_function(kind) for kind in tuple.__subclasses__())
    return _known["present"]


def _is_of_the_function(kind):
    path = getattr(sys.modules.get(kind.__module__), "__file__", None) or ""
    return path.startswith((os.environ["LAMBDA_TASK_ROOT"] + "/", _LAYERS))


def as_objects(value):
    """The value with dictionaries in the place of its named tuples."""
    if isinstance(value, dict):
        return {key: as_objects(each) for key, each in value.items()}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return as_objects(value._asdict())
    if isinstance(value, (list, tuple)):
        return [as_objects(each) for each in value]
    return value
