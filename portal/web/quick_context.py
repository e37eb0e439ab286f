"""How templates call: Jinja looks four times at each callable for what it wants to be passed; here once at most."""

from types import FunctionType, MethodType
from typing import Any

from jinja2.runtime import Context, Macro

_PLAIN = frozenset({FunctionType, MethodType})


class QuickContext(Context):
    """Jinja's context with a short way for macros and plain functions; all else is left to Jinja."""

    def call(__self, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805 - no keyword can collide with these
        kind = type(__obj)
        if kind is Macro:
            args = (__self.eval_ctx, *args)
        elif kind not in _PLAIN or hasattr(__obj, "jinja_pass_arg"):
            return super().call(__obj, *args, **kwargs)
        # The compiler adds these two inside loops and blocks, for those that are passed the context.
        kwargs.pop("_loop_vars", None)
        kwargs.pop("_block_vars", None)
        return __obj(*args, **kwargs)
