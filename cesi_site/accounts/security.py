"""Flask-Security, set up for this site: its settings, and our own classes in the place of its own.

What it does by itself: the order of the steps of a sign-in, authenticator apps, passkeys, freshness, links for a
new password. What is ours: passwords and locks (`operations.passwords`), sessions (`operations.sessions`), mails.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Flask, abort, request
from flask_login.utils import _user_context_processor
from flask_security import MailUtil, PasswordUtil, Security, SQLAlchemyUserDatastore, Totp
from flask_security.recovery_codes import MfRecoveryCodesUtil
from flask_security.webauthn_util import WebauthnUtil
from passlib.exc import UsedTokenError
from passlib.totp import TotpMatch
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from cesi_site.accounts import forms, operations, passwords
from cesi_site.accounts.here import here, unproxied
from cesi_site.accounts.models import Account, Passkey, StaffRole
from cesi_site.core import clock
from cesi_site.core.database import db
from cesi_site.core.qr import qr_drawing
from cesi_site.core.settings import PROJECT
from cesi_site.core.web_addresses import parts_of

FRESH_FOR = dt.timedelta(minutes=15)
RESET_WITHIN = dt.timedelta(minutes=30)

SETTINGS: dict[str, Any] = {
    "API_ENABLED_METHODS": ["session"],
    "CHANGEABLE": True,
    "CLI_ROLES_NAME": None,
    "CLI_USERS_NAME": None,
    "CSRF_HEADER": None,
    "DATETIME_FACTORY": clock.now,
    "EMAIL_HTML": False,
    "EMAIL_PLAINTEXT": False,
    "FRESHNESS": FRESH_FOR,
    "FRESHNESS_GRACE_PERIOD": dt.timedelta(minutes=5),
    "FRESHNESS_ALLOW_AUTH_TOKEN": False,
    "I18N_DIRNAME": ["builtin", str(PROJECT / "translations")],
    "JOIN_USER_ROLES": False,
    "MULTI_FACTOR_RECOVERY_CODES": True,
    # argon2id (the library's own choice of type) at the first of OWASP's settings: 46 MiB, one pass.
    "PASSWORD_HASH": "argon2",
    "PASSWORD_HASH_PASSLIB_OPTIONS": {
        "argon2__memory_cost": 47_104,
        "argon2__rounds": 1,
        "argon2__parallelism": 1,
    },
    "PASSWORD_SCHEMES": ["argon2"],
    "PASSWORD_SINGLE_HASH": {"argon2"},
    "POST_CHANGE_VIEW": "mycesi.security",
    "POST_LOGIN_VIEW": "mycesi.dashboard",
    "POST_LOGOUT_VIEW": "security.login",
    "POST_RESET_VIEW": "security.login",
    "POST_VERIFY_VIEW": "mycesi.security",
    "RECOVERABLE": True,
    "RESET_PASSWORD_WITHIN": RESET_WITHIN,
    "STATIC_FOLDER": None,
    "TOTP_ISSUER": "MyCESI",
    "TWO_FACTOR": True,
    # One step of 30 seconds before and after, for clocks that differ.
    "TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
    "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
    "TWO_FACTOR_ERROR_VIEW": "security.login",
    "TWO_FACTOR_IMPLEMENTATIONS": {
        "code": "cesi_site.accounts.first_factor.CodesOfAnApp",
        "webauthn": "flask_security.webauthn.WebAuthnTfPlugin",
    },
    "TWO_FACTOR_POST_SETUP_VIEW": "mycesi.security",
    "TWO_FACTOR_RESCUE_EMAIL": False,
    "WAN_ALLOW_USER_HINTS": False,
    "WAN_POST_REGISTER_VIEW": "mycesi.security",
    "WAN_RP_NAME": "MyCESI",
    "WEBAUTHN": True,
}


class OutboxMailUtil(MailUtil):
    """Mails go through the outbox and in their reader's language. The notices are queued by our operations."""

    def send_mail(self, template: str, *args: Any, **context: Any) -> None:
        """Take a request for a link to a new password; everything else was queued with the act it tells of."""
        if template == "security/email/reset_instructions":
            operations.ask_reset(address=context["user"].email, place=here())


class OwnPasswordUtil(PasswordUtil):
    """The rules of `accounts.passwords`."""

    def normalize(self, password: str) -> str:
        """Return the form that is hashed."""
        return passwords.normalise(password)

    def validate(self, password: str, is_register: bool, **kwargs: Any) -> tuple[list[str] | None, str]:
        """Return why the password is refused (or None), and its form to hash."""
        user: Account = kwargs["user"]
        plain = passwords.normalise(password)
        return passwords.faults(plain, user.name, user.email) or None, plain


class OnceTotp(Totp):
    """Codes of an authenticator app, of which each works once."""

    def get_last_counter(self, user: Any) -> int | None:
        """Return the step of the code that was used last."""
        step: int | None = user.tf_last_counter
        return step

    def set_last_counter(self, user: Any, tmatch: TotpMatch) -> None:
        """Take the step of the code; raises `UsedTokenError` when another request took it just before."""
        if not operations.use_totp_step(account_id=user.id, step=tmatch.counter):
            raise UsedTokenError

    def generate_qrcode(self, username: str, totp: str) -> str:
        """Return the QR code as a drawing that stands in the page itself: no image address is needed."""
        return qr_drawing(self.get_totp_uri(username, totp))


class HashedRecoveryCodes(MfRecoveryCodesUtil):
    """Recovery codes are shown when they are made, and never again: only hashes are kept."""

    def create_recovery_codes(self, user: Any) -> list[str]:
        """Make new codes."""
        return operations.make_recovery_codes(account=unproxied(user), place=here())

    def get_recovery_codes(self, user: Any) -> list[str]:
        """Return nothing: nobody can show them again."""
        return []

    def delete_recovery_code(self, user: Any, code: str) -> bool:
        """Do nothing: a code went when it was checked."""
        return True


class AnyPasskey(WebauthnUtil):
    """Passkeys of the device itself as well as keys on a stick; who they belong to is always verified."""

    def authenticator_selection(self, user: Any, usage: str) -> AuthenticatorSelectionCriteria:
        """Ask for no kind of device: asking for one makes others hang without a word."""
        return AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        )

    def user_verification(self, user: Any, usage: list[str]) -> UserVerificationRequirement:
        """Ask the device for its owner's finger, face or code: then a passkey is two factors by itself."""
        return UserVerificationRequirement.REQUIRED


def init_app(app: Flask) -> Security:
    """Set Flask-Security up on `app`."""
    for name, value in SETTINGS.items():
        app.config.setdefault(f"SECURITY_{name}", value)
    app.config.setdefault("SECURITY_TOTP_SECRETS", {"1": app.config["TOTP_KEY"].hex()})
    app.config.setdefault("SESSION_PROTECTION", None)
    security = Security(
        datastore=SQLAlchemyUserDatastore(db, Account, StaffRole, Passkey),
        login_form=forms.LoginForm,
        verify_form=forms.VerifyForm,
        forgot_password_form=forms.ForgotPasswordForm,
        reset_password_form=forms.ResetPasswordForm,
        change_password_form=forms.ChangePasswordForm,
        two_factor_setup_form=forms.AppSetupForm,
        two_factor_verify_code_form=forms.CodeForm,
        mf_recovery_form=forms.RecoveryForm,
        wan_register_form=forms.PasskeyForm,
        wan_signin_response_form=forms.PasskeySignInForm,
        mail_util_cls=OutboxMailUtil,
        password_util_cls=OwnPasswordUtil,
        totp_cls=OnceTotp,
        webauthn_util_cls=AnyPasskey,
        mf_recovery_codes_util_cls=HashedRecoveryCodes,
    )
    security.init_app(app)
    security.want_json(lambda _: False)
    _calm_the_libraries(app, security)
    app.before_request(_refuse_broken_target)
    return security


def _refuse_broken_target() -> None:
    """Stop a request (400) that names as its next page what is no address: the library would fall over it."""
    if request.blueprint == "security":
        named = [*request.args.getlist("next"), *request.form.getlist("next")]
        if any(parts_of(address) is None for address in named):
            abort(400)


def _calm_the_libraries(app: Flask, security: Security) -> None:
    """Take away what opens the session on pages that need none, and ways in that are not used here."""
    app.after_request_funcs[None].remove(security.login_manager._update_remember_cookie)  # noqa: SLF001
    app.before_request_funcs[None].remove(security.principal._on_before_request)  # noqa: SLF001
    app.template_context_processors[None].remove(_user_context_processor)
    security.login_manager.request_loader(None)
