/** What every page has: keys, popovers, and an answer sentence that fits its line. */

import { watchAnswers } from "./lib/answer";
import { listenToKeys } from "./lib/keys";
import { closePopovers } from "./lib/popovers";

watchAnswers();
listenToKeys();
document.addEventListener("click", (event) => closePopovers(event.target as Node));
