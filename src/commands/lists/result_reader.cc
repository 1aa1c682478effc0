#include "commands/lists/result_reader.h"

#include <fmt/format.h>

#include "base/text.h"

namespace commands {

using base::ErrorKind;
using base::fail;
using base::Result;

namespace {

constexpr std::string_view kNoResult = "not a result that 'ehlo ... --json' has written";

// What is no status of ours was not written by us.
Exit exit_with(int number) {
  for (int i = 0; i < static_cast<int>(Exit::ok); ++i)
    if (status(static_cast<Exit>(i)) == number) return static_cast<Exit>(i);
  return Exit::ok;
}

}  // namespace

Result<ResultReader> ResultReader::open(const std::string& path, std::string_view command,
                                        std::string_view fail_on) {
  ResultReader reader(path, command, fail_on);
  if (!reader.in_ || (reader.in_.peek() == std::ifstream::traits_type::eof() && !reader.in_.eof()))
    return fail(ErrorKind::no_input, fmt::format("{} cannot be read", base::printable(path)));
  reader.in_.clear();
  return reader;
}

tl::unexpected<base::Error> ResultReader::wrong(std::string_view what) const {
  return fail(ErrorKind::parse, fmt::format("{}:{}: {}", base::printable(path_), line_, what));
}

Result<report::ResultLine> ResultReader::parse(const std::string& line) const {
  auto parsed = report::parse_result_line(line, fail_on_);
  if (!parsed) return wrong(kNoResult);
  if (parsed->command != command_)
    return wrong(
        fmt::format("a result of 'ehlo {}', and 'ehlo {}' takes its own alone: name "
                    "another file",
                    parsed->command, command_));
  return std::move(*parsed);
}

Result<std::optional<TargetResult>> ResultReader::next() {
  TargetResult result;
  std::string line;
  for (std::size_t part = 1; std::getline(in_, line); ++part) {
    ++line_;
    read_ += line.size();
    if (in_.eof() && !report::may_begin_result_line(line)) return wrong(kNoResult);
    if (in_.eof()) return std::nullopt;
    ++read_;
    const auto parsed = parse(line);
    if (!parsed) return fail(parsed.error());
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
