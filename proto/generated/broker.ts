// Generated from proto/broker by proto/generate.mjs. Do not edit.
export * from './internal/iimp/broker/v1/discovery_pb.js';
export * from './internal/iimp/broker/v1/problem_pb.js';
export * from './internal/iimp/broker/v1/rules_pb.js';
export * from './internal/iimp/broker/v1/wakeups_pb.js';
