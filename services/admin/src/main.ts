import { runService } from '@iimp/platform/service';
import { adminService } from './service.js';

await runService(adminService);
