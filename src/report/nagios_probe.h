// A probe as a plugin of Nagios, Icinga and their kin prints it: one line, with performance data.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/deadline.h"
#include "base/result.h"
#include "probe/result.h"

namespace report {

struct NagiosLimits {
  std::optional<base::Duration> warn, critical;  // of each time that is measured
  long long cert_warn = 0, cert_fail = 0;        // days that must be left
};

enum class NagiosState { ok, warning, critical, unknown };

struct NagiosLine {
  NagiosState state = NagiosState::unknown;
  std::string text;  // "SMTP OK - mx.example.com:25: ... | time=0.045s;1;2;0", and a line end
};

// Of several states critical wins over warning, warning over unknown. A failure is critical; what
// could not be told, though it was asked for, is unknown; hints are not told.
NagiosLine nagios_line(const std::vector<probe::TargetResult>& results, const NagiosLimits& limits);

// What kept the probe from being made.
NagiosLine nagios_line(const base::Error& error);

}  // namespace report
