"""Forms of the assessment pages, by subject. They read what was typed; what may be saved is the actions' matter."""
