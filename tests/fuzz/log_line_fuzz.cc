#include <cstdint>
#include <sstream>

#include "codes/line_reader.h"
#include "codes/log_summary.h"

// Any bytes are lines, and any line is an event or none.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::istringstream in(std::string(reinterpret_cast<const char*>(data), size));
  codes::LineReader lines(in);
  codes::LogReader reader;
  codes::LogSummary summary;
  codes::VerdictCache cache(codes::Classifier::builtin());
  while (const auto line = lines.next()) {
    if (!*line) break;
    for (auto event = reader.read(**line); event; event = reader.read_on())
      summary.add(*event, cache);
  }
  return 0;
}
