// Lines of Exchange's protocol logs and message tracking logs: CSV, whose columns a "#Fields:" line
// names.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "codes/log_event.h"

namespace codes {

class ExchangeReader {
 public:
  // Without a "#Fields:" line ahead the columns are those that Exchange has by default. Views hold
  // until the next call.
  std::optional<LogEvent> read(std::string_view line);

  // Of the line's further recipients the next one, up to kMostRecipients; the line must be there
  // still.
  std::optional<LogEvent> read_on();

  // Whether the line names more recipients than read_on() tells.
  bool leaves_recipients_out() const;

 private:
  static constexpr std::size_t kMostColumns = 64;

  void learn_columns(std::string_view names);
  std::string_view field(std::string_view name) const;
  std::optional<LogEvent> tracked();
  std::optional<LogEvent> next_recipient();
  std::optional<LogEvent> spoken() const;
  std::string_view unquoted(std::string_view field);

  std::vector<std::string> columns_;  // as "#Fields:" named them
  std::array<std::string_view, kMostColumns> fields_;
  std::size_t count_ = 0;
  std::string_view recipients_;             // who have not been told, parted by semicolons
  std::size_t told_ = 0;                    // recipients of the line
  std::vector<std::string_view> statuses_;  // of the recipients in their order; one may be of all
  std::string scratch_;
};

}  // namespace codes
