'use strict';
/** How many bytes were written to descriptors 1 and 2 together and to 4, so that the platform knows when it has read them all. */
const written = { stdioBytes: 0, telemetryBytes: 0 };

module.exports = { written };
