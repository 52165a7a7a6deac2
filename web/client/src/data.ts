/** The pages of data: files that are dropped, an upload on its way, jobs that go on. */

import { prepareColumns } from "./lib/columns";
import { followJobs } from "./lib/jobs";
import { prepareUpload } from "./lib/upload";

prepareUpload();
prepareColumns();
followJobs();
