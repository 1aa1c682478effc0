// Keeps the conversations of a probe as session files.
#pragma once

#include <string>

#include "base/result.h"
#include "probe/facts.h"
#include "smtp/transcript.h"

namespace commands {

class ProbeRecord {
 public:
  // Makes the directory when it is not there. An empty name: nothing is kept. Error kind io.
  static base::Result<ProbeRecord> open(const std::string& directory);

  // Writes what it hears into DIR/HOST-PORT-ADDRESS.smtp, each conversation behind the one before.
  // From any thread. Empty when nothing is kept. Error kind io.
  base::Result<smtp::Transcript::Listener> listener(const probe::HostFacts& host,
                                                    const probe::AddressFacts& address) const;

 private:
  explicit ProbeRecord(std::string directory) : directory_(std::move(directory)) {}

  std::string directory_;
};

}  // namespace commands
