# Writes density_spatstat.csv: at_m,density_per_m by spatstat's density.lpp, the heat equation solved on a straight line
# network, for the events of density_events.csv and a bandwidth of 2 km, at a spacing of 20 m. Its largest difference
# from the direct sum falls in proportion to the spacing: that is its own discretisation.
#
# Run with `apt-get install r-cran-spatstat.linnet` (Debian 12), then `Rscript density_spatstat.R` in this folder.
suppressPackageStartupMessages(library(spatstat.linnet))
length_m <- 50003.7
events <- read.csv("density_events.csv", header = FALSE, skip = 1)
low <- events$V1 * 10
at <- rep((low + pmin(low + 10, length_m)) / 2, events$V2)
net <- linnet(ppp(c(0, length_m), c(0, 0), window = owin(c(-1, length_m + 1), c(-1, 1))), edges = matrix(c(1, 2), 1))
d <- attr(density(lpp(data.frame(x = at, y = 0), net), sigma = 2000, dx = 20), "df")
d <- d[order(d$tp), ]
d <- d[seq(1, nrow(d), by = 50), ]
out <- file("density_spatstat.csv", "w")
cat(sprintf("# spatstat.linnet %s, %s; density_spatstat.R; at_m,density_per_m\n", packageVersion("spatstat.linnet"),
            R.version.string), file = out)
cat(sprintf("%.10g,%.12g\n", d$tp * length_m, d$values), sep = "", file = out)
close(out)
