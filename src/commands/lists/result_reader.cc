#include "commands/lists/result_reader.h"

#include <fmt/format.h>

#include "base/text.h"
#include "report/json_results.h"

namespace commands {

using base::ErrorKind;
using base::fail;
using base::Result;

namespace {

// What is no status of ours was not written by us.
Exit exit_with(int number) {
  for (int i = 0; i < static_cast<int>(Exit::ok); ++i)
    if (status(static_cast<Exit>(i)) == number) return static_cast<Exit>(i);
  return Exit::ok;
}

}  // namespace

Result<ResultReader> ResultReader::open(const std::string& path) {
  ResultReader reader(path);
  if (!reader.in_ || (reader.in_.peek() == std::ifstream::traits_type::eof() && !reader.in_.eof()))
    return fail(ErrorKind::no_input, fmt::format("{} cannot be read", base::printable(path)));
  reader.in_.clear();
  return reader;
}

tl::unexpected<base::Error> ResultReader::wrong(const char* what) const {
  return fail(ErrorKind::parse, fmt::format("{}:{}: {}", base::printable(path_), line_, what));
}

Result<std::optional<TargetResult>> ResultReader::next() {
  TargetResult result;
  std::string line;
  for (std::size_t part = 1; std::getline(in_, line); ++part) {
    ++line_;
    read_ += line.size();
    if (in_.eof()) return std::nullopt;
    ++read_;
    const auto parsed = report::parse_result_line(line);
    if (!parsed) return wrong("not a result that 'ehlo ... --json' has written");
    if (part == 1) result.target = parsed->target;
    if (parsed->target != result.target || parsed->part != part)
      return wrong("the results of one target do not stand together");
    const Exit exit = exit_with(parsed->exit);
    const bool told = exit != Exit::temporary && exit != Exit::io;
    result.failed = result.failed || parsed->failed || !told;
    result.exit = worse(result.exit, exit);
    result.text += line + "\n";
    if (part < parsed->parts) continue;
    end_ = read_;
    return result;
  }
  return std::nullopt;
}

}  // namespace commands
