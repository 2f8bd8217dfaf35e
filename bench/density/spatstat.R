# spatstat.R EVENTS LENGTH BANDWIDTH SPACING VALUES: density.lpp on a straight line; writes `at,value` at its own nodes,
# prints the processor time of density() alone, R and its packages being loaded already.
suppressPackageStartupMessages(library(spatstat.linnet))
words <- commandArgs(TRUE)
length_m <- as.numeric(words[2])
events <- scan(words[1], quiet = TRUE)
net <- linnet(ppp(c(0, length_m), c(0, 0), window = owin(c(-1, length_m + 1), c(-1, 1))), edges = matrix(c(1, 2), 1))
points <- lpp(data.frame(x = events, y = 0), net)
once <- function() {
  if (words[4] == "default") density(points, sigma = as.numeric(words[3]))
  else density(points, sigma = as.numeric(words[3]), dx = as.numeric(words[4]))
}
time <- system.time(d <- once())
d <- attr(d, "df")
write.table(cbind(sprintf("%.17g", d$tp * length_m), sprintf("%.17g", d$values)), words[5], sep = ",", quote = FALSE,
            row.names = FALSE, col.names = FALSE)
cat(time[["user.self"]] + time[["sys.self"]], "\n")
