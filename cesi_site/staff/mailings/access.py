"""Who may do what at this desk: the communication officers write and send, the DPO looks along and may approve."""

from __future__ import annotations

from cesi_site.accounts.guards import staff_only
from cesi_site.newsletter.queries.mailings import find_mailing
from cesi_site.staff.area import MAILINGS, WRITERS, given

for_desk = staff_only(*MAILINGS)
for_writers = staff_only(*WRITERS)


read_mailing = given(find_mailing, for_desk)
write_mailing = given(find_mailing, for_writers)
