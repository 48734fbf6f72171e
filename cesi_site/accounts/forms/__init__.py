"""The forms of Flask-Security with our fields, rules and answers; and those of our own pages."""

from cesi_site.accounts.forms.addresses import ConfirmForm, NewAddressForm
from cesi_site.accounts.forms.factors import AppSetupForm, CodeForm, PasskeyForm, RecoveryForm
from cesi_site.accounts.forms.new_passwords import ChangePasswordForm, InvitationForm, ResetPasswordForm
from cesi_site.accounts.forms.signing_in import INVITED, ForgotPasswordForm, LoginForm, PasskeySignInForm, VerifyForm

__all__ = [
    "INVITED",
    "AppSetupForm",
    "ChangePasswordForm",
    "CodeForm",
    "ConfirmForm",
    "ForgotPasswordForm",
    "InvitationForm",
    "LoginForm",
    "NewAddressForm",
    "PasskeyForm",
    "PasskeySignInForm",
    "RecoveryForm",
    "ResetPasswordForm",
    "VerifyForm",
]
