# Kulldorff's scan of a line in plain R: every window, all ends of a start at once.
# Run as: Rscript peer.R TABLES.csv MAX_WINDOW. Prints a line per table: seconds and greatest statistic.
arguments <- commandArgs(trailingOnly = TRUE)
tables <- as.matrix(read.csv(arguments[1], header = FALSE))
max_window <- as.numeric(arguments[2])

greatest <- function(counts) {
  total <- sum(counts)
  before <- c(0, cumsum(counts))
  bins <- length(counts)
  longest <- floor(max_window * bins * (1 + 1e-9))
  expected <- total * seq_len(longest) / bins
  best <- 0
  for (start in seq_len(bins)) {
    last <- min(start + longest, bins + 1)
    count <- before[(start + 1):last] - before[start]
    m <- expected[seq_along(count)]
    hot <- count > m
    count <- count[hot]
    m <- m[hot]
    rest <- total - count
    outside <- ifelse(rest > 0, rest * log(rest / (total - m)), 0)
    best <- max(best, count * log(count / m) + outside)
  }
  best
}

for (row in seq_len(nrow(tables))) {
  counts <- as.numeric(tables[row, ])
  time <- system.time(statistic <- greatest(counts))[["elapsed"]]
  cat(sprintf("%.6f %.17g\n", time, statistic))
}
