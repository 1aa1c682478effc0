// The files that `ehlo send` writes, and those that it must not write over.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "commands/send/options.h"

namespace commands {

// Error kind usage when a file to be written is one to be read, or the same as another one to be
// written: the message would be gone before it was sent. kind io when one cannot be written.
base::Result<void> check_files(const SendOptions& options);

// A file that stays as it is until there is something to put into it.
class LateFile {
 public:
  LateFile(std::string option, std::string path)
      : option_(std::move(option)), path_(std::move(path)) {}

  bool wanted() const { return !path_.empty(); }
  bool written() const { return written_; }
  const std::string& option() const { return option_; }
  void put(const std::string& text);
  // Of the writing; kind io.
  const std::optional<base::Error>& trouble() const { return trouble_; }

 private:
  std::string option_, path_;
  bool written_ = false;
  std::optional<base::Error> trouble_;
};

}  // namespace commands
