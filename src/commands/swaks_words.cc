#include "commands/swaks_words.h"

#include <algorithm>
#include <array>

namespace commands {
namespace {

struct SwaksWord {
  std::string_view swaks;
  std::string_view hint;
};

constexpr std::string_view kNotYet = "this option of swaks is not there yet";
constexpr std::string_view kNoHints = "nothing to switch off: there are no such marks here";

constexpr std::array kWords{
    SwaksWord{"-tls", "write --tls"},
    SwaksWord{"-tlso", "write --tls-optional"},
    SwaksWord{"-tlsos", "write --tls-optional-strict"},
    SwaksWord{"-tlsc", "write --tls-on-connect"},
    SwaksWord{"-au", "write --auth-user USER"},
    SwaksWord{"-ap", "write --auth-password-file FILE (or --auth-password TEXT)"},
    SwaksWord{"-ao", "write --auth-optional"},
    SwaksWord{"-aos", "write --auth-optional-strict"},
    SwaksWord{"-ae", kNotYet},
    SwaksWord{"-am", kNotYet},
    SwaksWord{"-apt", kNotYet},
    SwaksWord{"-ah", "write --add-header 'NAME: VALUE'"},
    SwaksWord{"-cr", "write --copy-routing DOMAIN"},
    SwaksWord{"-da", "write --drop-after STAGE"},
    SwaksWord{"-das", "write --drop-after-send STAGE"},
    SwaksWord{"-g", "write --data -"},
    SwaksWord{"-ha", "write --hide-all"},
    SwaksWord{"-hi", "write --hide-info"},
    SwaksWord{"-hr", "write --hide-receive"},
    SwaksWord{"-hs", "write --hide-send"},
    SwaksWord{"-li", "write --local-interface ADDRESS"},
    SwaksWord{"-lp", "write --local-port PORT"},
    SwaksWord{"-ndf", "write --no-data-fixup"},
    SwaksWord{"-nih", kNoHints},
    SwaksWord{"-nrh", kNoHints},
    SwaksWord{"-nsh", kNoHints},
    SwaksWord{"-nth", kNoHints},
    SwaksWord{"-stl", "write --timing"},
    SwaksWord{"--auth-extra", kNotYet},
    SwaksWord{"--auth-map", kNotYet},
    SwaksWord{"--auth-plaintext", kNotYet},
    SwaksWord{"--config", "write EHLO_CONFIG=FILE in front of the command"},
    SwaksWord{"--dump", "write --show-config"},
    SwaksWord{"--dump-as-body", kNotYet},
    SwaksWord{"--interface", "write --local-interface ADDRESS"},
    SwaksWord{"--interpolate-data", kNotYet},
    SwaksWord{"--li", "write --local-interface ADDRESS"},
    SwaksWord{"--lp", "write --local-port PORT"},
    SwaksWord{"--no-hints", kNoHints},
    SwaksWord{"--output-file", "write > FILE behind the command, or --record FILE"},
    SwaksWord{"--protocol", "write --lmtp, --tls, --tls-on-connect or --auth instead"},
    SwaksWord{"--support", "write --version"},
};

}  // namespace

std::string swaks_hint(std::string_view word) {
  const auto* const found = std::ranges::find(kWords, word, &SwaksWord::swaks);
  return found == kWords.end() ? "" : std::string(found->hint);
}

}  // namespace commands
