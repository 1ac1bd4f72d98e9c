"""Questions that the embedded model answers over the demo database."""

QUESTIONS = (
    "Có bao nhiêu cải tiến trong năm 2024?",
    "Bộ phận nào tiết kiệm được nhiều giờ nhất?",
    "List the tools used by the authors of DC3",
    "How many improvements did each department make?",
    "Tổng thời gian tiết kiệm của bộ phận DC5 là bao nhiêu?",
    "Who made the most improvements in 2023?",
)
