"""The documentation site: Sphinx reads the Markdown of this folder; nothing is fetched."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parent / "src"))

from generator.reference import exercises_table  # noqa: E402

project = "balkansim"
author = "The balkansim authors"
project_copyright = "the balkansim authors; MIT licence"
language = "en-GB"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
smartquotes = False

myst_enable_extensions = ["attrs_inline", "colon_fence", "substitution"]
myst_substitutions = {"exercises": exercises_table()}
myst_heading_anchors = 3

autodoc_typehints = "none"
autodoc_member_order = "bysource"
napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_use_param = False
toc_object_entries = False

html_theme = "furo"
html_title = project
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_show_sphinx = False
html_copy_source = False
html_theme_options = {"navigation_with_keys": True}
