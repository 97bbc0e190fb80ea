Documentation.addTranslations({
  locale: "vi",
  plural_expr: "0",
  messages: {
    "Hide Search Matches": "Thôi tô các chỗ tìm thấy",
    "Preparing search...": "Đang chuẩn bị tìm…",
    "Search Results": "Kết quả tìm",
    "Searching": "Đang tìm",
    "Search finished, found one page matching the search query.": "Tìm thấy ${resultCount} trang.",
    "Search finished, found ${resultCount} pages matching the search query.": "Tìm thấy ${resultCount} trang.",
    "Your search did not match any documents. Please make sure that all words are spelled correctly and that you've selected enough categories.":
      "Không tìm thấy trang nào. Bạn thử ít chữ hơn; gõ có dấu hay không dấu đều được.",
    ", in ": ", trong "
  }
});
