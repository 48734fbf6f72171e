"""What features tell each other about choices without knowing each other."""

from __future__ import annotations

from blinker import Namespace

_signals = Namespace()

# Sent inside the transaction of a form on which somebody ticked the newsletter, with `email` (normalised), `language`,
# `page` (the form's name) and `number` (the same for the same form). The newsletter answers with its confirmation mail.
newsletter_wished = _signals.signal("newsletter-wished")

# Sent inside the transaction in which somebody with an account confirmed a new address for it, from that address: with
# `former` and `to` (normalised). What the person receives at the former one may go on at the new one.
address_changed = _signals.signal("address-changed")

# Sent inside the transaction that keeps a withdrawal or an objection, with `email` (normalised) and `use` (of `Use`).
# Who keeps something for that use alone lets it go.
use_refused = _signals.signal("use-refused")

# Sent inside the transaction that keeps a choice about cookies, with `granted` (the keys of the purposes allowed from
# now on) and `cookies` (name -> value of those the browser showed). Who keeps something for a purpose that is allowed
# no more lets it go.
cookies_decided = _signals.signal("cookies-decided")
