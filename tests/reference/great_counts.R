# Writes great_limits.csv and great_tails.csv: R's quantiles and probabilities for counts of more than 10^9.
# Run: Rscript great_counts.R
number <- function(x) vapply(x, function(v) sub("^ +", "", format(v, digits = 16)), "")
row <- function(...) paste(number(c(...)), collapse = ",")
from <- sprintf("# R %s.%s", R.version$major, R.version$minor)

limits <- paste0(from, " qgamma; count,level,lower,upper,mid-P lower,mid-P upper")
for (level in c(0.95, 0.99)) for (n in c(1e9 + 1, 3e9, 5e10, 7.7e12, 1e15, 2^53)) {
  tail <- (1 - level) / 2
  # The mid-P limit is where the means of the tails of n and n + 1 are: a bisection between their quantiles.
  mid <- function(low, high, excess) uniroot(excess, c(low, high) + c(-1, 1) * sqrt(n) / 100, tol = 1e-9 * sqrt(n))$root
  both <- function(m, lower) (pgamma(m, n, lower.tail = lower) + pgamma(m, n + 1, lower.tail = lower)) / 2 - tail
  q <- function(shape, lower) qgamma(tail, shape, lower.tail = lower)
  limits <- c(limits, row(n, level, q(n, TRUE), q(n + 1, FALSE), mid(q(n, TRUE), q(n + 1, TRUE), function(m) both(m, TRUE)),
                          mid(q(n, FALSE), q(n + 1, FALSE), function(m) both(m, FALSE))))
}
writeLines(limits, "great_limits.csv")

tails <- paste0(from, " pbinom, qbeta; count,total,share,p of so many or more,risk,lower,upper")
for (total in c(2e9, 5e10, 7.7e12, 1e15, 2^53)) for (share in c(0.00722, 0.5, 0.97)) for (z in c(-3, 0, 1, 2.5, 8, 30)) {
  n <- round(total * share + z * sqrt(total * share * (1 - share)))
  odds <- function(tail, a, b, lower) {
    x <- qbeta(tail, a, b, lower.tail = lower)
    x / (1 - x) / (share / (1 - share))
  }
  tails <- c(tails, row(n, total, share, pbinom(n - 1, total, share, lower.tail = FALSE), n / (total - n) / (share / (1 - share)),
                        odds(0.025, n, total - n + 1, TRUE), odds(0.025, n + 1, total - n, FALSE)))
}
for (case in list(c(3, 5e10, 1e-10), c(900, 5e10, 1.6e-8), c(0, 1e15, 1e-15), c(2e6, 1e15, 2.001e-9))) {
  n <- case[1]; total <- case[2]; share <- case[3]; odds <- share / (1 - share)
  x <- if (n == 0) 0 else qbeta(0.025, n, total - n + 1)
  y <- qbeta(0.025, n + 1, total - n, lower.tail = FALSE)
  tails <- c(tails, row(n, total, share, pbinom(n - 1, total, share, lower.tail = FALSE), n / (total - n) / odds,
                        x / (1 - x) / odds, y / (1 - y) / odds))
}
writeLines(tails, "great_tails.csv")
