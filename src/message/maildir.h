// A maildir: a message is a file, written in tmp/ and moved to new/ when it is whole and on the
// disk. Its bytes are those of the wire: CRLF, nothing added, nothing dropped.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "smtp/mailbox.h"

namespace message {

class Maildir final : public smtp::Mailbox {
 public:
  // Makes the directory and its tmp, new and cur where they are missing. Error kind io.
  // `host` becomes part of the file names.
  static base::Result<std::unique_ptr<Maildir>> open(const std::string& path, std::string host);

  base::Result<std::unique_ptr<smtp::Delivery>> begin(const smtp::Envelope& envelope) override;

 private:
  Maildir(std::string path, std::string host) : path_(std::move(path)), host_(std::move(host)) {}

  std::string path_, host_;
  std::atomic<std::uint64_t> counter_{0};
};

}  // namespace message
