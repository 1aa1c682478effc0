// Results that are kept, so that a run which was interrupted can go on.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "commands/exit.h"
#include "net/unique_fd.h"

namespace commands {

class ResumeFile {
 public:
  // Opens the file or makes it, learns which targets it has (8 bytes of memory for each), and cuts
  // off what a killed run left unfinished at its end. A target that this machine could not look at
  // (status 74: no descriptor, no memory) is none of them. Error kind io: it cannot be written, or
  // another run is writing to it; kind parse: it holds something else than results of `command`.
  static base::Result<std::unique_ptr<ResumeFile>> open(const std::string& path,
                                                        std::string_view command,
                                                        std::string_view fail_on = "");

  bool has(std::string_view target) const;
  std::size_t size() const { return done_.size(); }
  // Of all those that it had when it was opened, by `fail_on` ("warn", "fail"; empty: by the one
  // that each was found with).
  Exit worst() const { return worst_; }

  // Whole lines, behind what is there. Error kind io.
  base::Result<void> append(std::string_view lines);

 private:
  ResumeFile(std::string path, net::UniqueFd fd) : path_(std::move(path)), fd_(std::move(fd)) {}
  base::Result<void> learn(std::string_view command, std::string_view fail_on);
  tl::unexpected<base::Error> failed(std::string_view doing) const;

  const std::string path_;
  net::UniqueFd fd_;
  std::vector<std::uint64_t> done_;  // hashes, sorted
  Exit worst_ = Exit::ok;
};

}  // namespace commands
