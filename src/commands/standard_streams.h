// Descriptors 0, 1 and 2, whatever the parent process left of them.
#pragma once

namespace commands {

// Opens those of the three that are closed on /dev/null, the wrong way round: reading from such a
// standard input fails, and so does writing to such an output. Without it the first socket would
// get the number 1, and the transcript would go to the server as commands. Before anything else.
void occupy_standard_streams();

}  // namespace commands
