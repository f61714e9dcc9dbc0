import { runService } from '@iimp/platform/service';
import { apiService } from './service.js';

await runService(apiService);
