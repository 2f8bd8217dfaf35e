#pragma once

namespace thalweg::cli {

/// From now on SIGINT (Ctrl-C) and SIGTERM only make interrupted() true, so that a run can clean up after itself. A
/// signal that is ignored stays so.
void catch_interrupts();
[[nodiscard]] bool interrupted();
/// Ends the program as the signal would have ended it, which is what shells look at.
[[noreturn]] void end_by_signal();

}  // namespace thalweg::cli
