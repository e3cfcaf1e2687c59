/** Filled in when a release is made: the hash of each file the launcher may load. @type {Record<string, string>} */
export const hashes = {};
