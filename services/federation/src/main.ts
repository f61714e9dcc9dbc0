import { runService } from '@iimp/platform/service';
import { federationService } from './service.js';

await runService(federationService);
