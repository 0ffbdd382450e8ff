// The closed table of names (PROTOCOL 2.3.1), made from the entry `names` of spec/vectors/sg1.json; a test compares them. Compiled in,
// because the engines' own lower-casing differs between versions and a changed norm would lock people out.

/** Code points a name may hold after folding, as ranges in hex. */
export const table =
  '0020 002d-002e 0030-0039 005f 0061-007a 00df-00f6 00f8-00ff 0101 0103 0105 0107 0109 010b 010d 010f 0111 0113 0115 0117 0119 011b 011d 011f 0121 0123 ' +
  '0125 0127 0129 012b 012d 012f 0131 0135 0137-0138 013a 013c 013e 0142 0144 0146 0148 014b 014d 014f 0151 0153 0155 0157 0159 015b 015d 015f 0161 0163 ' +
  '0165 0167 0169 016b 016d 016f 0171 0173 0175 0177 017a 017c 017e 0219 021b 0259 0390 03ac-03c1 03c3-03ce 0430-045f 0491 05d0-05ea 0621-063a 0641-064a ' +
  '067e 0686 0695 0698 06a4 06af 06b5 06c6 06ce 06d5';

/** What a code point becomes: from:to in hex. "*n" stands for n pairs in steps of one, "*n+a" in steps of a, "*n+a+b" in steps of a and b. */
export const fold =
  '0041:0061*26 00c0:00e0*23 00d8:00f8*7 0100:0101*24+2 0130:0069 0134:0135 0136:0137 0139:013a*3+2 0141:0142*4+2 014a:014b*23+2 0178:00ff 0179:017a*3+2 ' +
  '018f:0259 0218:0219 021a:021b 0386:03ac 0388:03ad*3 038c:03cc 038e:03cd 038f:03ce 0391:03b1*17 03a3:03c3*9 03c2:03c3 0400:0450*16 0410:0430*32 ' +
  '0490:0491 06a9:0643 06cc:064a 1e9e:00df';

/** The letters of one name come from one script. */
export const scripts =
  'latin 0061-02af greek 0370-03ff cyrillic 0400-052f hebrew 0590-05ff arabic 0600-06ff';
