"""Sphinx's configuration of the reading pages."""

project, author, html_title = "Lượng tử hóa mạng nơ-ron", "", "Lượng tử hóa mạng nơ-ron"
language, locale_dirs = "vi", ["locale"]
extensions = ["myst_nb", "autograder.site.vietnamese"]
exclude_patterns = ["locale"]
highlight_language = "none"

nb_execution_mode = "off"  # outputs are those that the build stored
nb_output_stderr = "remove"
nb_code_prompt_show, nb_code_prompt_hide = "Mở mã", "Đóng mã"
myst_enable_extensions = ["amsmath", "dollarmath"]
myst_heading_anchors = 3

html_theme = "sphinx_book_theme"
html_theme_options = {
    "navigation_with_keys": False,
    "search_bar_text": "Tìm trong khóa học",
    "show_toc_level": 2,
    "toc_title": "Trong trang này",
    "use_download_button": False,
    "use_fullscreen_button": False,
}
html_context = {"default_mode": "auto"}  # light or dark as the machine is
html_static_path, html_css_files, html_favicon = ["_static"], ["khoa_hoc.css"], "_static/bieu_tuong.svg"
html_js_files = [("cong_thuc.js", {}), ("tim_kiem.js", {"defer": "defer"})]  # the second after Sphinx's own
html_copy_source = html_show_sourcelink = html_show_sphinx = html_show_copyright = html_use_index = False

mathjax_path = "mathjax/tex-chtml.js"
mathjax3_config = {"options": {"enableMenu": False}}  # its menu would load what is not here
