"""The same verbs for the shell, scripts and the phone system; it never imports textual."""
