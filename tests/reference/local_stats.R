# Writes local_stats_r.csv: Getis-Ord Gi* and local Moran of the lines in local_stats.csv, by R's spdep.
# Run with Debian's r-base-core and r-cran-spdep: `Rscript local_stats.R`.
suppressMessages(library(spdep))

d <- read.csv("local_stats.csv", skip = 1, header = FALSE)
names(d)[1:7] <- c("case", "band", "nearest", "standardised", "from", "to", "value")
neighbours <- function(middle, band, nearest) {
  nb <- lapply(seq_along(middle), function(i) {
    distance <- abs(middle - middle[i])
    near <- if (band > 0) which(distance <= band) else order(distance)[1:(nearest + 1)]
    sort(as.integer(setdiff(near, i)))
  })
  structure(nb, class = "nb", region.id = as.character(seq_along(middle)))
}
rows <- do.call(rbind, lapply(split(d, d$case), function(x) {
  nb <- neighbours((x$from + x$to) / 2, x$band[1], x$nearest[1])
  style <- if (x$standardised[1] == 1) "W" else "B"
  z <- as.numeric(localG(x$value, nb2listw(include.self(nb), style = style)))
  moran <- localmoran(x$value, nb2listw(nb, style = style), conditional = TRUE, mlvar = TRUE)
  data.frame(x$case, x$from, z, moran[, 1], moran[, 2], moran[, 3], moran[, 4], moran[, 5])
}))
out <- file("local_stats_r.csv", "w")
writeLines(sprintf("# R %s.%s, spdep %s: localG(include.self), localmoran(conditional = TRUE); case,from_km,g_z,moran,e,var,z,p",
                   R.version$major, R.version$minor, packageVersion("spdep")), out)
write.table(format(rows, digits = 17, trim = TRUE), out, sep = ",", quote = FALSE, row.names = FALSE, col.names = FALSE)
close(out)
