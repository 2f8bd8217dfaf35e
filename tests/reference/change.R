# Writes change.csv: the ratio of two Poisson rates, after to before, by R's poisson.test: estimate, exact 95 % limits, and
# two-sided p. Run: Rscript change.R > change.csv
cat(sprintf("# R %s.%s poisson.test; before,after,share_after,ratio,lower,upper,p; -1: infinite\n",
            R.version$major, R.version$minor))
rates <- list(c(0, 1, 0.5), c(1, 0, 0.5), c(0, 7, 0.25), c(4, 0, 0.9), c(3, 3, 0.5), c(10, 12, 0.5), c(11, 30, 0.375),
              c(2, 9, 0.61), c(120, 61, 0.3333333333333333), c(1200, 1705, 0.47), c(5, 6, 0.01), c(100, 100, 0.7),
              c(50000, 51000, 0.5), c(40, 160, 0.2))
for (r in rates) {
  t <- poisson.test(c(r[2], r[1]), c(r[3], 1 - r[3]))
  v <- c(r, unname(t$estimate), t$conf.int, t$p.value)
  v[is.infinite(v)] <- -1
  cat(paste(vapply(v, format, "", digits = 15), collapse = ","), "\n", sep = "")
}
