import { runService } from '@iimp/platform/service';
import { attachmentsService } from './service.js';

await runService(attachmentsService);
