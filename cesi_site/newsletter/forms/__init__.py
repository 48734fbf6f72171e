"""What people type on the pages of the newsletter."""

from cesi_site.newsletter.forms.subscribing import AddressForm, ChangeForm, EmptyForm, SubscribeForm

__all__ = ["AddressForm", "ChangeForm", "EmptyForm", "SubscribeForm"]
