"""Forms of people: sign-up, profile, erasure."""

import zoneinfo
from typing import Any

from allauth.account.forms import SignupForm
from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.consent import answer_consent
from accounts.interests import set_interests, topic_choices
from accounts.models import User
from accounts.zones import settle


def zone_choices() -> list[tuple[str, Any]]:
    """Every time zone that this machine knows, in the order of their names, after none."""
    names = sorted(zoneinfo.available_timezones())
    return [("", _("Not set: days end as in UTC")), *((n, n.replace("_", " ")) for n in names)]


def days_choices() -> list[tuple[int, str]]:
    """One to seven days a week."""
    words = (ngettext("%(count)s day a week", "%(count)s days a week", n) for n in range(1, 8))
    return [(count, text % {"count": count}) for count, text in enumerate(words, start=1)]


class SignUpForm(SignupForm):
    """Sign-up with a name, e-mail and password, and the question about personalisation."""

    display_name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    consents_to_personalisation = forms.TypedChoiceField(
        label=_("May Homeroom use what you do here to choose what it shows you?"),
        help_text=_("You can change your mind at any time in your profile."),
        choices=[
            ("yes", _("Yes, make my homepage personal")),
            ("no", _("No, show me popular and new courses")),
        ],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
    )
    # Filled in by the browser where it can tell.
    time_zone = forms.CharField(required=False, widget=forms.HiddenInput)
    field_order = ("display_name", "email", "password1", "consents_to_personalisation")

    def save(self, request: HttpRequest) -> User:
        """Make the account; language and time zone are those of the browser."""
        user: User = super().save(request)
        user.display_name = self.cleaned_data["display_name"]
        user.language = "zh-hans" if (get_language() or "en").startswith("zh") else "en"
        user.save(update_fields=["display_name", "language"])
        settle(user, self.cleaned_data["time_zone"])
        answer_consent(user, is_granted=self.cleaned_data["consents_to_personalisation"])
        return user


class ProfileForm(forms.ModelForm):
    """What a person may say of themselves; saving it reaches the next homepage."""

    interests = forms.MultipleChoiceField(
        label=_("Interests"), required=False, widget=forms.CheckboxSelectMultiple
    )
    personalisation = forms.BooleanField(
        label=_("Make my homepage personal"),
        help_text=_(
            "Homeroom logs what you open, start and finish, and chooses courses from it. "
            "Without it you see popular and new courses, and nothing is logged."
        ),
        required=False,
    )

    class Meta:
        model = User
        fields = (
            *("display_name", "language", "time_zone", "goal", "level"),
            *("days_a_week", "shows_streak"),
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"), choices=[("en", "English"), ("zh-hans", "简体中文")]
        )
        self.fields["time_zone"] = forms.ChoiceField(
            label=_("Time zone"),
            help_text=_("A day of learning, and with it your streak, ends at midnight there."),
            choices=zone_choices(),
            required=False,
            widget=forms.Select(attrs={"data-guess": _("Use that of this browser: %s")}),
        )
        self.fields["days_a_week"] = forms.TypedChoiceField(
            label=_("I want to learn on"), choices=days_choices(), coerce=int
        )
        self.fields["shows_streak"].label = _("Show my week and my streak on the homepage")
        self.fields["interests"].choices = topic_choices()  # type: ignore[attr-defined]
        person = self.instance
        self.initial.setdefault("interests", [entry.topic for entry in person.interests.all()])
        self.initial.setdefault("personalisation", person.may_be_logged)

    def save(self, commit: bool = True) -> User:  # noqa: FBT001, FBT002 - Django's signature
        """Save the profile, the interests and the answer about personalisation."""
        user: User = super().save(commit)
        listed = {slug for slug, _name in topic_choices()}
        finer = set(user.interests.values_list("topic", flat=True)) - listed
        set_interests(user, finer | set(self.cleaned_data["interests"]))
        answer_consent(user, is_granted=self.cleaned_data["personalisation"])
        return user


class ErasureForm(forms.Form):
    """Asks for the password again before everything goes."""

    password = forms.CharField(
        label=_("Your password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        """Refuse a wrong password."""
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise forms.ValidationError(_("That is not your password."))
        return password
