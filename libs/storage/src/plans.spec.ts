import { plansContract } from './plans.contract.testkit.js';

plansContract();
