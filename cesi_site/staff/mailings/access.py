"""Who may do what at this desk: the communication officers write and send, the DPO looks along and may approve."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import abort

from cesi_site.accounts.guards import staff_only
from cesi_site.newsletter.queries.mailings import find_mailing
from cesi_site.staff.area import MAILINGS, WRITERS

View = Callable[..., Any]

for_desk = staff_only(*MAILINGS)
for_writers = staff_only(*WRITERS)


def _with_mailing(guard: Callable[[View], View]) -> Callable[[View], View]:
    def give(view: View) -> View:
        @wraps(view)
        def loading(number: int, **rest: Any) -> Any:
            mailing = find_mailing(number)
            if mailing is None:
                abort(404)
            return view(mailing, **rest)

        return guard(loading)

    return give


# Both give the view the mailing behind its number (404 where there is none).
read_mailing = _with_mailing(for_desk)
write_mailing = _with_mailing(for_writers)
