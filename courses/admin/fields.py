"""Form fields that authors understand."""

from django import forms


class LinesField(forms.CharField):
    """A list of texts, typed one a line."""

    widget = forms.Textarea(attrs={"rows": 5})

    def prepare_value(self, value: object) -> object:
        """Show a list as lines."""
        return "\n".join(str(item) for item in value) if isinstance(value, list) else value

    def to_python(self, value: object) -> list[str]:  # type: ignore[override]
        """Read lines as a list, without the empty ones."""
        text = super().to_python(value) or ""
        return [line.strip() for line in text.splitlines() if line.strip()]
