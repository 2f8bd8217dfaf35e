# Writes poisson_limits_r.csv and glm_nb.csv: R's exact Poisson limits, and MASS's negative binomial fit on equal lengths.
# Run with Debian's r-base-core, r-cran-epitools and r-cran-mass: `Rscript segment_statistics.R`.
library(epitools)
library(MASS)

from <- sprintf("# R %s.%s, epitools %s, MASS %s", R.version$major, R.version$minor, packageVersion("epitools"), packageVersion("MASS"))
write_rows <- function(name, what, rows) {
  out <- file(name, "w")
  writeLines(paste0(from, ": ", what), out)
  write.table(format(rows, digits = 17, trim = TRUE, scientific = FALSE), out, sep = ",", quote = FALSE, row.names = FALSE, col.names = FALSE)
  close(out)
}

limits <- do.call(rbind, lapply(c(0.95, 0.99), function(level) do.call(rbind, lapply(c(1:10, 37, 500), function(count) {  # epitools fails for 0 at 99 %
  test <- poisson.test(count, conf.level = level)$conf.int
  exact <- pois.exact(count, conf.level = level)
  data.frame(count, level, test[1], test[2], exact$lower, exact$upper)
}))))
write_rows("poisson_limits_r.csv", "poisson.test and epitools::pois.exact (exact to about 1e-4); count,level,lower,upper,lower,upper", limits)

# With equal lengths overdispersion per unit length and per segment are the same: theta = phi * length.
set.seed(11)
fits <- do.call(rbind, lapply(1:3, function(case) {
  count <- rnbinom(c(40, 139, 500)[case], size = c(0.8, 2, 5)[case], mu = c(3, 20, 1)[case])
  fit <- glm.nb(count ~ 1, control = glm.control(epsilon = 1e-12, maxit = 200))
  gain <- as.numeric(logLik(fit)) - sum(dpois(count, mean(count), log = TRUE))
  data.frame(case, count, exp(coef(fit)[[1]]), fit$theta, gain)
}))
write_rows("glm_nb.csv", "MASS::glm.nb(count ~ 1); case,count,mean,theta,gain", fits)
