#include "codes/record.h"

#include <fmt/core.h>

#include "base/text.h"

namespace codes {
namespace {

struct Line {
  std::string_view text;
  int number;
  std::string_view source;

  base::Error error(std::string_view problem) const {
    return {base::ErrorKind::parse, base::Stage::none,
            fmt::format("{}:{}: {}", source, number, problem)};
  }
};

Record start_record(const Line& line) {
  const std::string_view title = base::trim(line.text);
  const std::size_t end = std::min(title.find(' '), title.size());
  return {title.substr(0, end), base::trim(title.substr(end)), line.number, {}};
}

base::Result<void> add_field(std::vector<Record>& records, const Line& line) {
  if (records.empty()) return base::fail(line.error("a field before the first record"));
  const std::size_t colon = line.text.find(':');
  if (colon == line.text.npos) return base::fail(line.error("a field needs a colon"));
  records.back().fields.emplace_back(base::trim(line.text.substr(0, colon)),
                                     base::trim(line.text.substr(colon + 1)));
  return {};
}

}  // namespace

std::string_view Record::field(std::string_view name) const {
  for (const auto& [key_, value] : fields) {
    if (key_ == name) return value;
  }
  return {};
}

base::Result<std::vector<Record>> parse_records(std::string_view text, std::string_view source) {
  std::vector<Record> records;
  int number = 0;
  for (std::string_view raw : base::split(text, '\n')) {
    const Line line{raw, ++number, source};
    if (base::trim(raw).empty() || raw.front() == '#') continue;
    if (raw.front() != ' ') {
      records.push_back(start_record(line));
    } else if (auto added = add_field(records, line); !added) {
      return base::fail(added.error());
    }
  }
  return records;
}

}  // namespace codes
