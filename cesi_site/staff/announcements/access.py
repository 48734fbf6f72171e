"""Who may do what: the teams of trainings and communication write and send, the DPO looks along and may approve."""

from __future__ import annotations

from cesi_site.accounts.guards import staff_only
from cesi_site.enrolment.queries.announcements import find_announcement
from cesi_site.staff.area import ANNOUNCEMENTS, ANNOUNCERS, given

for_desk = staff_only(*ANNOUNCEMENTS)
for_writers = staff_only(*ANNOUNCERS)

read_announcement = given(find_announcement, for_desk)
write_announcement = given(find_announcement, for_writers)
