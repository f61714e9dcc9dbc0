// Generated from proto/schemas by proto/generate.mjs. Do not edit.
// @ts-nocheck
// <stdin>
var validateAdminAuditPage = validate21;
function validate22(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (!(typeof data == "number" && (!(data % 1) && !isNaN(data)) && isFinite(data))) {
    validate22.errors = [{ instancePath, schemaPath: "Milliseconds/type", keyword: "type", params: { type: "integer" } }];
    return false;
  }
  if (errors === 0) {
    if (typeof data == "number" && isFinite(data)) {
      if (data > 9007199254740991 || isNaN(data)) {
        validate22.errors = [{ instancePath, schemaPath: "Milliseconds/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
        return false;
      } else {
        if (data < 0 || isNaN(data)) {
          validate22.errors = [{ instancePath, schemaPath: "Milliseconds/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
          return false;
        }
      }
    }
  }
  validate22.errors = vErrors;
  return errors === 0;
}
function validate21(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.entries === void 0 && (missing0 = "entries") || data.next === void 0 && (missing0 = "next")) {
        validate21.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.entries !== void 0) {
          let data0 = data.entries;
          const _errs1 = errors;
          if (errors === _errs1) {
            if (Array.isArray(data0)) {
              var valid1 = true;
              const len0 = data0.length;
              for (let i0 = 0; i0 < len0; i0++) {
                let data1 = data0[i0];
                const _errs3 = errors;
                if (errors === _errs3) {
                  if (data1 && typeof data1 == "object" && !Array.isArray(data1)) {
                    let missing1;
                    if (data1.id === void 0 && (missing1 = "id") || data1.at === void 0 && (missing1 = "at") || data1.actor === void 0 && (missing1 = "actor") || data1.action === void 0 && (missing1 = "action") || data1.subject === void 0 && (missing1 = "subject") || data1.detail === void 0 && (missing1 = "detail")) {
                      validate21.errors = [{ instancePath: instancePath + "/entries/" + i0, schemaPath: "#/properties/entries/items/required", keyword: "required", params: { missingProperty: missing1 } }];
                      return false;
                    } else {
                      if (data1.id !== void 0) {
                        let data2 = data1.id;
                        const _errs5 = errors;
                        if (!(typeof data2 == "number" && (!(data2 % 1) && !isNaN(data2)) && isFinite(data2))) {
                          validate21.errors = [{ instancePath: instancePath + "/entries/" + i0 + "/id", schemaPath: "#/properties/entries/items/properties/id/type", keyword: "type", params: { type: "integer" } }];
                          return false;
                        }
                        if (errors === _errs5) {
                          if (typeof data2 == "number" && isFinite(data2)) {
                            if (data2 > 9007199254740991 || isNaN(data2)) {
                              validate21.errors = [{ instancePath: instancePath + "/entries/" + i0 + "/id", schemaPath: "#/properties/entries/items/properties/id/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                              return false;
                            } else {
                              if (data2 < 0 || isNaN(data2)) {
                                validate21.errors = [{ instancePath: instancePath + "/entries/" + i0 + "/id", schemaPath: "#/properties/entries/items/properties/id/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                                return false;
                              }
                            }
                          }
                        }
                        var valid2 = _errs5 === errors;
                      } else {
                        var valid2 = true;
                      }
                      if (valid2) {
                        if (data1.at !== void 0) {
                          const _errs7 = errors;
                          if (!validate22(data1.at, { instancePath: instancePath + "/entries/" + i0 + "/at", parentData: data1, parentDataProperty: "at", rootData })) {
                            vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                            errors = vErrors.length;
                          }
                          var valid2 = _errs7 === errors;
                        } else {
                          var valid2 = true;
                        }
                        if (valid2) {
                          if (data1.actor !== void 0) {
                            const _errs8 = errors;
                            if (typeof data1.actor !== "string") {
                              validate21.errors = [{ instancePath: instancePath + "/entries/" + i0 + "/actor", schemaPath: "#/properties/entries/items/properties/actor/type", keyword: "type", params: { type: "string" } }];
                              return false;
                            }
                            var valid2 = _errs8 === errors;
                          } else {
                            var valid2 = true;
                          }
                          if (valid2) {
                            if (data1.action !== void 0) {
                              const _errs10 = errors;
                              if (typeof data1.action !== "string") {
                                validate21.errors = [{ instancePath: instancePath + "/entries/" + i0 + "/action", schemaPath: "#/properties/entries/items/properties/action/type", keyword: "type", params: { type: "string" } }];
                                return false;
                              }
                              var valid2 = _errs10 === errors;
                            } else {
                              var valid2 = true;
                            }
                            if (valid2) {
                              if (data1.subject !== void 0) {
                                const _errs12 = errors;
                                if (typeof data1.subject !== "string") {
                                  validate21.errors = [{ instancePath: instancePath + "/entries/" + i0 + "/subject", schemaPath: "#/properties/entries/items/properties/subject/type", keyword: "type", params: { type: "string" } }];
                                  return false;
                                }
                                var valid2 = _errs12 === errors;
                              } else {
                                var valid2 = true;
                              }
                              if (valid2) {
                                if (data1.detail !== void 0) {
                                  let data7 = data1.detail;
                                  const _errs14 = errors;
                                  if (!(data7 && typeof data7 == "object" && !Array.isArray(data7))) {
                                    validate21.errors = [{ instancePath: instancePath + "/entries/" + i0 + "/detail", schemaPath: "#/properties/entries/items/properties/detail/type", keyword: "type", params: { type: "object" } }];
                                    return false;
                                  }
                                  var valid2 = _errs14 === errors;
                                } else {
                                  var valid2 = true;
                                }
                              }
                            }
                          }
                        }
                      }
                    }
                  } else {
                    validate21.errors = [{ instancePath: instancePath + "/entries/" + i0, schemaPath: "#/properties/entries/items/type", keyword: "type", params: { type: "object" } }];
                    return false;
                  }
                }
                var valid1 = _errs3 === errors;
                if (!valid1) {
                  break;
                }
              }
            } else {
              validate21.errors = [{ instancePath: instancePath + "/entries", schemaPath: "#/properties/entries/type", keyword: "type", params: { type: "array" } }];
              return false;
            }
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.next !== void 0) {
            let data8 = data.next;
            const _errs16 = errors;
            const _errs17 = errors;
            let valid3 = false;
            const _errs18 = errors;
            if (!(typeof data8 == "number" && (!(data8 % 1) && !isNaN(data8)) && isFinite(data8))) {
              const err0 = { instancePath: instancePath + "/next", schemaPath: "#/properties/next/anyOf/0/type", keyword: "type", params: { type: "integer" } };
              if (vErrors === null) {
                vErrors = [err0];
              } else {
                vErrors.push(err0);
              }
              errors++;
            }
            if (errors === _errs18) {
              if (typeof data8 == "number" && isFinite(data8)) {
                if (data8 > 9007199254740991 || isNaN(data8)) {
                  const err1 = { instancePath: instancePath + "/next", schemaPath: "#/properties/next/anyOf/0/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } };
                  if (vErrors === null) {
                    vErrors = [err1];
                  } else {
                    vErrors.push(err1);
                  }
                  errors++;
                } else {
                  if (data8 < 0 || isNaN(data8)) {
                    const err2 = { instancePath: instancePath + "/next", schemaPath: "#/properties/next/anyOf/0/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } };
                    if (vErrors === null) {
                      vErrors = [err2];
                    } else {
                      vErrors.push(err2);
                    }
                    errors++;
                  }
                }
              }
            }
            var _valid0 = _errs18 === errors;
            valid3 = valid3 || _valid0;
            if (!valid3) {
              const _errs20 = errors;
              if (data8 !== null) {
                const err3 = { instancePath: instancePath + "/next", schemaPath: "#/properties/next/anyOf/1/type", keyword: "type", params: { type: "null" } };
                if (vErrors === null) {
                  vErrors = [err3];
                } else {
                  vErrors.push(err3);
                }
                errors++;
              }
              var _valid0 = _errs20 === errors;
              valid3 = valid3 || _valid0;
            }
            if (!valid3) {
              const err4 = { instancePath: instancePath + "/next", schemaPath: "#/properties/next/anyOf", keyword: "anyOf", params: {} };
              if (vErrors === null) {
                vErrors = [err4];
              } else {
                vErrors.push(err4);
              }
              errors++;
              validate21.errors = vErrors;
              return false;
            } else {
              errors = _errs17;
              if (vErrors !== null) {
                if (_errs17) {
                  vErrors.length = _errs17;
                } else {
                  vErrors = null;
                }
              }
            }
            var valid0 = _errs16 === errors;
          } else {
            var valid0 = true;
          }
        }
      }
    } else {
      validate21.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate21.errors = vErrors;
  return errors === 0;
}
var validateDeliveryProof = validate24;
var pattern0 = new RegExp("^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", "");
function validate25(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (typeof data === "string") {
      if (data.length > 36) {
        validate25.errors = [{ instancePath, schemaPath: "UuidV7/maxLength", keyword: "maxLength", params: { limit: 36 } }];
        return false;
      } else {
        if (!pattern0.test(data)) {
          validate25.errors = [{ instancePath, schemaPath: "UuidV7/pattern", keyword: "pattern", params: { pattern: "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$" } }];
          return false;
        }
      }
    } else {
      validate25.errors = [{ instancePath, schemaPath: "UuidV7/type", keyword: "type", params: { type: "string" } }];
      return false;
    }
  }
  validate25.errors = vErrors;
  return errors === 0;
}
var pattern1 = new RegExp("^(?=.{1,253}$)(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)*(?![0-9]+$|0[xX][0-9A-Fa-f]*$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$", "");
function validate27(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (typeof data === "string") {
      if (data.length > 253) {
        validate27.errors = [{ instancePath, schemaPath: "Domain/maxLength", keyword: "maxLength", params: { limit: 253 } }];
        return false;
      } else {
        if (!pattern1.test(data)) {
          validate27.errors = [{ instancePath, schemaPath: "Domain/pattern", keyword: "pattern", params: { pattern: "^(?=.{1,253}$)(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)*(?![0-9]+$|0[xX][0-9A-Fa-f]*$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$" } }];
          return false;
        }
      }
    } else {
      validate27.errors = [{ instancePath, schemaPath: "Domain/type", keyword: "type", params: { type: "string" } }];
      return false;
    }
  }
  validate27.errors = vErrors;
  return errors === 0;
}
var pattern2 = new RegExp("^[!#-\\[\\]-~]+$", "");
function validate29(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (typeof data === "string") {
      if (data.length > 128) {
        validate29.errors = [{ instancePath, schemaPath: "DomainKeyId/maxLength", keyword: "maxLength", params: { limit: 128 } }];
        return false;
      } else {
        if (data.length < 1) {
          validate29.errors = [{ instancePath, schemaPath: "DomainKeyId/minLength", keyword: "minLength", params: { limit: 1 } }];
          return false;
        } else {
          if (!pattern2.test(data)) {
            validate29.errors = [{ instancePath, schemaPath: "DomainKeyId/pattern", keyword: "pattern", params: { pattern: "^[!#-\\[\\]-~]+$" } }];
            return false;
          }
        }
      }
    } else {
      validate29.errors = [{ instancePath, schemaPath: "DomainKeyId/type", keyword: "type", params: { type: "string" } }];
      return false;
    }
  }
  validate29.errors = vErrors;
  return errors === 0;
}
var pattern3 = new RegExp("^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$", "");
function validate31(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (typeof data === "string") {
      if (data.length > 43) {
        validate31.errors = [{ instancePath, schemaPath: "Bytes32/maxLength", keyword: "maxLength", params: { limit: 43 } }];
        return false;
      } else {
        if (!pattern3.test(data)) {
          validate31.errors = [{ instancePath, schemaPath: "Bytes32/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$" } }];
          return false;
        }
      }
    } else {
      validate31.errors = [{ instancePath, schemaPath: "Bytes32/type", keyword: "type", params: { type: "string" } }];
      return false;
    }
  }
  validate31.errors = vErrors;
  return errors === 0;
}
function validate24(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.format === void 0 && (missing0 = "format") || data.message_id === void 0 && (missing0 = "message_id") || data.domain === void 0 && (missing0 = "domain") || data.request === void 0 && (missing0 = "request") || data.response === void 0 && (missing0 = "response") || data.keys === void 0 && (missing0 = "keys")) {
        validate24.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.format !== void 0) {
          const _errs1 = errors;
          if ("iimp-delivery-proof-v1" !== data.format) {
            validate24.errors = [{ instancePath: instancePath + "/format", schemaPath: "#/properties/format/const", keyword: "const", params: { allowedValue: "iimp-delivery-proof-v1" } }];
            return false;
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.message_id !== void 0) {
            const _errs2 = errors;
            if (!validate25(data.message_id, { instancePath: instancePath + "/message_id", parentData: data, parentDataProperty: "message_id", rootData })) {
              vErrors = vErrors === null ? validate25.errors : vErrors.concat(validate25.errors);
              errors = vErrors.length;
            }
            var valid0 = _errs2 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.domain !== void 0) {
              const _errs3 = errors;
              if (!validate27(data.domain, { instancePath: instancePath + "/domain", parentData: data, parentDataProperty: "domain", rootData })) {
                vErrors = vErrors === null ? validate27.errors : vErrors.concat(validate27.errors);
                errors = vErrors.length;
              }
              var valid0 = _errs3 === errors;
            } else {
              var valid0 = true;
            }
            if (valid0) {
              if (data.request !== void 0) {
                let data3 = data.request;
                const _errs4 = errors;
                if (errors === _errs4) {
                  if (data3 && typeof data3 == "object" && !Array.isArray(data3)) {
                    let missing1;
                    if (data3.method === void 0 && (missing1 = "method") || data3.authority === void 0 && (missing1 = "authority") || data3.path === void 0 && (missing1 = "path") || data3.headers === void 0 && (missing1 = "headers") || data3.body === void 0 && (missing1 = "body")) {
                      validate24.errors = [{ instancePath: instancePath + "/request", schemaPath: "#/properties/request/required", keyword: "required", params: { missingProperty: missing1 } }];
                      return false;
                    } else {
                      if (data3.method !== void 0) {
                        const _errs6 = errors;
                        if (typeof data3.method !== "string") {
                          validate24.errors = [{ instancePath: instancePath + "/request/method", schemaPath: "#/properties/request/properties/method/type", keyword: "type", params: { type: "string" } }];
                          return false;
                        }
                        var valid1 = _errs6 === errors;
                      } else {
                        var valid1 = true;
                      }
                      if (valid1) {
                        if (data3.authority !== void 0) {
                          const _errs8 = errors;
                          if (typeof data3.authority !== "string") {
                            validate24.errors = [{ instancePath: instancePath + "/request/authority", schemaPath: "#/properties/request/properties/authority/type", keyword: "type", params: { type: "string" } }];
                            return false;
                          }
                          var valid1 = _errs8 === errors;
                        } else {
                          var valid1 = true;
                        }
                        if (valid1) {
                          if (data3.path !== void 0) {
                            const _errs10 = errors;
                            if (typeof data3.path !== "string") {
                              validate24.errors = [{ instancePath: instancePath + "/request/path", schemaPath: "#/properties/request/properties/path/type", keyword: "type", params: { type: "string" } }];
                              return false;
                            }
                            var valid1 = _errs10 === errors;
                          } else {
                            var valid1 = true;
                          }
                          if (valid1) {
                            if (data3.headers !== void 0) {
                              let data7 = data3.headers;
                              const _errs12 = errors;
                              if (errors === _errs12) {
                                if (data7 && typeof data7 == "object" && !Array.isArray(data7)) {
                                  let missing2;
                                  if (data7["iimp-destination"] === void 0 && (missing2 = "iimp-destination") || data7["content-type"] === void 0 && (missing2 = "content-type") || data7["content-digest"] === void 0 && (missing2 = "content-digest") || data7["signature-input"] === void 0 && (missing2 = "signature-input") || data7.signature === void 0 && (missing2 = "signature")) {
                                    validate24.errors = [{ instancePath: instancePath + "/request/headers", schemaPath: "#/properties/request/properties/headers/required", keyword: "required", params: { missingProperty: missing2 } }];
                                    return false;
                                  } else {
                                    if (data7["iimp-destination"] !== void 0) {
                                      const _errs14 = errors;
                                      if (typeof data7["iimp-destination"] !== "string") {
                                        validate24.errors = [{ instancePath: instancePath + "/request/headers/iimp-destination", schemaPath: "#/properties/request/properties/headers/properties/iimp-destination/type", keyword: "type", params: { type: "string" } }];
                                        return false;
                                      }
                                      var valid2 = _errs14 === errors;
                                    } else {
                                      var valid2 = true;
                                    }
                                    if (valid2) {
                                      if (data7["content-type"] !== void 0) {
                                        const _errs16 = errors;
                                        if (typeof data7["content-type"] !== "string") {
                                          validate24.errors = [{ instancePath: instancePath + "/request/headers/content-type", schemaPath: "#/properties/request/properties/headers/properties/content-type/type", keyword: "type", params: { type: "string" } }];
                                          return false;
                                        }
                                        var valid2 = _errs16 === errors;
                                      } else {
                                        var valid2 = true;
                                      }
                                      if (valid2) {
                                        if (data7["content-digest"] !== void 0) {
                                          const _errs18 = errors;
                                          if (typeof data7["content-digest"] !== "string") {
                                            validate24.errors = [{ instancePath: instancePath + "/request/headers/content-digest", schemaPath: "#/properties/request/properties/headers/properties/content-digest/type", keyword: "type", params: { type: "string" } }];
                                            return false;
                                          }
                                          var valid2 = _errs18 === errors;
                                        } else {
                                          var valid2 = true;
                                        }
                                        if (valid2) {
                                          if (data7["signature-input"] !== void 0) {
                                            const _errs20 = errors;
                                            if (typeof data7["signature-input"] !== "string") {
                                              validate24.errors = [{ instancePath: instancePath + "/request/headers/signature-input", schemaPath: "#/properties/request/properties/headers/properties/signature-input/type", keyword: "type", params: { type: "string" } }];
                                              return false;
                                            }
                                            var valid2 = _errs20 === errors;
                                          } else {
                                            var valid2 = true;
                                          }
                                          if (valid2) {
                                            if (data7.signature !== void 0) {
                                              const _errs22 = errors;
                                              if (typeof data7.signature !== "string") {
                                                validate24.errors = [{ instancePath: instancePath + "/request/headers/signature", schemaPath: "#/properties/request/properties/headers/properties/signature/type", keyword: "type", params: { type: "string" } }];
                                                return false;
                                              }
                                              var valid2 = _errs22 === errors;
                                            } else {
                                              var valid2 = true;
                                            }
                                          }
                                        }
                                      }
                                    }
                                  }
                                } else {
                                  validate24.errors = [{ instancePath: instancePath + "/request/headers", schemaPath: "#/properties/request/properties/headers/type", keyword: "type", params: { type: "object" } }];
                                  return false;
                                }
                              }
                              var valid1 = _errs12 === errors;
                            } else {
                              var valid1 = true;
                            }
                            if (valid1) {
                              if (data3.body !== void 0) {
                                const _errs24 = errors;
                                if (typeof data3.body !== "string") {
                                  validate24.errors = [{ instancePath: instancePath + "/request/body", schemaPath: "#/properties/request/properties/body/type", keyword: "type", params: { type: "string" } }];
                                  return false;
                                }
                                var valid1 = _errs24 === errors;
                              } else {
                                var valid1 = true;
                              }
                            }
                          }
                        }
                      }
                    }
                  } else {
                    validate24.errors = [{ instancePath: instancePath + "/request", schemaPath: "#/properties/request/type", keyword: "type", params: { type: "object" } }];
                    return false;
                  }
                }
                var valid0 = _errs4 === errors;
              } else {
                var valid0 = true;
              }
              if (valid0) {
                if (data.response !== void 0) {
                  let data14 = data.response;
                  const _errs26 = errors;
                  if (errors === _errs26) {
                    if (data14 && typeof data14 == "object" && !Array.isArray(data14)) {
                      let missing3;
                      if (data14.status === void 0 && (missing3 = "status") || data14.headers === void 0 && (missing3 = "headers") || data14.body === void 0 && (missing3 = "body")) {
                        validate24.errors = [{ instancePath: instancePath + "/response", schemaPath: "#/properties/response/required", keyword: "required", params: { missingProperty: missing3 } }];
                        return false;
                      } else {
                        if (data14.status !== void 0) {
                          let data15 = data14.status;
                          const _errs28 = errors;
                          if (!(typeof data15 == "number" && (!(data15 % 1) && !isNaN(data15)) && isFinite(data15))) {
                            validate24.errors = [{ instancePath: instancePath + "/response/status", schemaPath: "#/properties/response/properties/status/type", keyword: "type", params: { type: "integer" } }];
                            return false;
                          }
                          if (errors === _errs28) {
                            if (typeof data15 == "number" && isFinite(data15)) {
                              if (data15 > 599 || isNaN(data15)) {
                                validate24.errors = [{ instancePath: instancePath + "/response/status", schemaPath: "#/properties/response/properties/status/maximum", keyword: "maximum", params: { comparison: "<=", limit: 599 } }];
                                return false;
                              } else {
                                if (data15 < 100 || isNaN(data15)) {
                                  validate24.errors = [{ instancePath: instancePath + "/response/status", schemaPath: "#/properties/response/properties/status/minimum", keyword: "minimum", params: { comparison: ">=", limit: 100 } }];
                                  return false;
                                }
                              }
                            }
                          }
                          var valid3 = _errs28 === errors;
                        } else {
                          var valid3 = true;
                        }
                        if (valid3) {
                          if (data14.headers !== void 0) {
                            let data16 = data14.headers;
                            const _errs30 = errors;
                            if (errors === _errs30) {
                              if (data16 && typeof data16 == "object" && !Array.isArray(data16)) {
                                let missing4;
                                if (data16["content-digest"] === void 0 && (missing4 = "content-digest") || data16["signature-input"] === void 0 && (missing4 = "signature-input") || data16.signature === void 0 && (missing4 = "signature")) {
                                  validate24.errors = [{ instancePath: instancePath + "/response/headers", schemaPath: "#/properties/response/properties/headers/required", keyword: "required", params: { missingProperty: missing4 } }];
                                  return false;
                                } else {
                                  if (data16["content-digest"] !== void 0) {
                                    const _errs32 = errors;
                                    if (typeof data16["content-digest"] !== "string") {
                                      validate24.errors = [{ instancePath: instancePath + "/response/headers/content-digest", schemaPath: "#/properties/response/properties/headers/properties/content-digest/type", keyword: "type", params: { type: "string" } }];
                                      return false;
                                    }
                                    var valid4 = _errs32 === errors;
                                  } else {
                                    var valid4 = true;
                                  }
                                  if (valid4) {
                                    if (data16["signature-input"] !== void 0) {
                                      const _errs34 = errors;
                                      if (typeof data16["signature-input"] !== "string") {
                                        validate24.errors = [{ instancePath: instancePath + "/response/headers/signature-input", schemaPath: "#/properties/response/properties/headers/properties/signature-input/type", keyword: "type", params: { type: "string" } }];
                                        return false;
                                      }
                                      var valid4 = _errs34 === errors;
                                    } else {
                                      var valid4 = true;
                                    }
                                    if (valid4) {
                                      if (data16.signature !== void 0) {
                                        const _errs36 = errors;
                                        if (typeof data16.signature !== "string") {
                                          validate24.errors = [{ instancePath: instancePath + "/response/headers/signature", schemaPath: "#/properties/response/properties/headers/properties/signature/type", keyword: "type", params: { type: "string" } }];
                                          return false;
                                        }
                                        var valid4 = _errs36 === errors;
                                      } else {
                                        var valid4 = true;
                                      }
                                    }
                                  }
                                }
                              } else {
                                validate24.errors = [{ instancePath: instancePath + "/response/headers", schemaPath: "#/properties/response/properties/headers/type", keyword: "type", params: { type: "object" } }];
                                return false;
                              }
                            }
                            var valid3 = _errs30 === errors;
                          } else {
                            var valid3 = true;
                          }
                          if (valid3) {
                            if (data14.body !== void 0) {
                              const _errs38 = errors;
                              if (typeof data14.body !== "string") {
                                validate24.errors = [{ instancePath: instancePath + "/response/body", schemaPath: "#/properties/response/properties/body/type", keyword: "type", params: { type: "string" } }];
                                return false;
                              }
                              var valid3 = _errs38 === errors;
                            } else {
                              var valid3 = true;
                            }
                          }
                        }
                      }
                    } else {
                      validate24.errors = [{ instancePath: instancePath + "/response", schemaPath: "#/properties/response/type", keyword: "type", params: { type: "object" } }];
                      return false;
                    }
                  }
                  var valid0 = _errs26 === errors;
                } else {
                  var valid0 = true;
                }
                if (valid0) {
                  if (data.keys !== void 0) {
                    let data21 = data.keys;
                    const _errs40 = errors;
                    if (errors === _errs40) {
                      if (data21 && typeof data21 == "object" && !Array.isArray(data21)) {
                        let missing5;
                        if (data21.origin === void 0 && (missing5 = "origin") || data21.receiver === void 0 && (missing5 = "receiver")) {
                          validate24.errors = [{ instancePath: instancePath + "/keys", schemaPath: "#/properties/keys/required", keyword: "required", params: { missingProperty: missing5 } }];
                          return false;
                        } else {
                          if (data21.origin !== void 0) {
                            let data22 = data21.origin;
                            const _errs42 = errors;
                            if (errors === _errs42) {
                              if (data22 && typeof data22 == "object" && !Array.isArray(data22)) {
                                let missing6;
                                if (data22.key_id === void 0 && (missing6 = "key_id") || data22.public_key === void 0 && (missing6 = "public_key")) {
                                  validate24.errors = [{ instancePath: instancePath + "/keys/origin", schemaPath: "#/properties/keys/properties/origin/required", keyword: "required", params: { missingProperty: missing6 } }];
                                  return false;
                                } else {
                                  if (data22.key_id !== void 0) {
                                    const _errs44 = errors;
                                    if (!validate29(data22.key_id, { instancePath: instancePath + "/keys/origin/key_id", parentData: data22, parentDataProperty: "key_id", rootData })) {
                                      vErrors = vErrors === null ? validate29.errors : vErrors.concat(validate29.errors);
                                      errors = vErrors.length;
                                    }
                                    var valid6 = _errs44 === errors;
                                  } else {
                                    var valid6 = true;
                                  }
                                  if (valid6) {
                                    if (data22.public_key !== void 0) {
                                      const _errs45 = errors;
                                      if (!validate31(data22.public_key, { instancePath: instancePath + "/keys/origin/public_key", parentData: data22, parentDataProperty: "public_key", rootData })) {
                                        vErrors = vErrors === null ? validate31.errors : vErrors.concat(validate31.errors);
                                        errors = vErrors.length;
                                      }
                                      var valid6 = _errs45 === errors;
                                    } else {
                                      var valid6 = true;
                                    }
                                  }
                                }
                              } else {
                                validate24.errors = [{ instancePath: instancePath + "/keys/origin", schemaPath: "#/properties/keys/properties/origin/type", keyword: "type", params: { type: "object" } }];
                                return false;
                              }
                            }
                            var valid5 = _errs42 === errors;
                          } else {
                            var valid5 = true;
                          }
                          if (valid5) {
                            if (data21.receiver !== void 0) {
                              let data25 = data21.receiver;
                              const _errs46 = errors;
                              if (errors === _errs46) {
                                if (data25 && typeof data25 == "object" && !Array.isArray(data25)) {
                                  let missing7;
                                  if (data25.key_id === void 0 && (missing7 = "key_id") || data25.public_key === void 0 && (missing7 = "public_key")) {
                                    validate24.errors = [{ instancePath: instancePath + "/keys/receiver", schemaPath: "#/properties/keys/properties/receiver/required", keyword: "required", params: { missingProperty: missing7 } }];
                                    return false;
                                  } else {
                                    if (data25.key_id !== void 0) {
                                      const _errs48 = errors;
                                      if (!validate29(data25.key_id, { instancePath: instancePath + "/keys/receiver/key_id", parentData: data25, parentDataProperty: "key_id", rootData })) {
                                        vErrors = vErrors === null ? validate29.errors : vErrors.concat(validate29.errors);
                                        errors = vErrors.length;
                                      }
                                      var valid7 = _errs48 === errors;
                                    } else {
                                      var valid7 = true;
                                    }
                                    if (valid7) {
                                      if (data25.public_key !== void 0) {
                                        const _errs49 = errors;
                                        if (!validate31(data25.public_key, { instancePath: instancePath + "/keys/receiver/public_key", parentData: data25, parentDataProperty: "public_key", rootData })) {
                                          vErrors = vErrors === null ? validate31.errors : vErrors.concat(validate31.errors);
                                          errors = vErrors.length;
                                        }
                                        var valid7 = _errs49 === errors;
                                      } else {
                                        var valid7 = true;
                                      }
                                    }
                                  }
                                } else {
                                  validate24.errors = [{ instancePath: instancePath + "/keys/receiver", schemaPath: "#/properties/keys/properties/receiver/type", keyword: "type", params: { type: "object" } }];
                                  return false;
                                }
                              }
                              var valid5 = _errs46 === errors;
                            } else {
                              var valid5 = true;
                            }
                          }
                        }
                      } else {
                        validate24.errors = [{ instancePath: instancePath + "/keys", schemaPath: "#/properties/keys/type", keyword: "type", params: { type: "object" } }];
                        return false;
                      }
                    }
                    var valid0 = _errs40 === errors;
                  } else {
                    var valid0 = true;
                  }
                }
              }
            }
          }
        }
      }
    } else {
      validate24.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate24.errors = vErrors;
  return errors === 0;
}
var validateAdminDestinationChange = validate35;
function validate35(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.domain === void 0 && (missing0 = "domain") || data.changed === void 0 && (missing0 = "changed")) {
        validate35.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.domain !== void 0) {
          const _errs1 = errors;
          if (!validate27(data.domain, { instancePath: instancePath + "/domain", parentData: data, parentDataProperty: "domain", rootData })) {
            vErrors = vErrors === null ? validate27.errors : vErrors.concat(validate27.errors);
            errors = vErrors.length;
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.changed !== void 0) {
            const _errs2 = errors;
            if (typeof data.changed !== "boolean") {
              validate35.errors = [{ instancePath: instancePath + "/changed", schemaPath: "#/properties/changed/type", keyword: "type", params: { type: "boolean" } }];
              return false;
            }
            var valid0 = _errs2 === errors;
          } else {
            var valid0 = true;
          }
        }
      }
    } else {
      validate35.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate35.errors = vErrors;
  return errors === 0;
}
var validateAdminDestinationDetail = validate37;
var schema14 = { "type": "object", "required": ["domain", "state", "backlog", "oldest_at", "failures", "down_since", "next_attempt_at", "last_error", "last_success_at", "leases", "attempts"], "properties": { "domain": { "$ref": "Domain" }, "state": { "enum": ["up", "down", "paused"] }, "backlog": { "type": "integer", "minimum": 0, "maximum": 9007199254740991 }, "oldest_at": { "anyOf": [{ "$ref": "Milliseconds" }, { "type": "null" }] }, "failures": { "type": "integer", "minimum": 0, "maximum": 9007199254740991 }, "down_since": { "anyOf": [{ "$ref": "Milliseconds" }, { "type": "null" }] }, "next_attempt_at": { "anyOf": [{ "$ref": "Milliseconds" }, { "type": "null" }] }, "last_error": { "anyOf": [{ "type": "object", "required": ["code", "detail", "at"], "properties": { "code": { "$ref": "AnyCode" }, "detail": { "type": "string" }, "at": { "$ref": "Milliseconds" } } }, { "type": "null" }] }, "last_success_at": { "anyOf": [{ "$ref": "Milliseconds" }, { "type": "null" }] }, "leases": { "type": "array", "items": { "type": "object", "required": ["shard", "worker", "expires_at"], "properties": { "shard": { "type": "integer", "minimum": 0, "maximum": 9007199254740991 }, "worker": { "type": "string" }, "expires_at": { "$ref": "Milliseconds" } } } }, "attempts": { "type": "array", "items": { "type": "object", "required": ["at", "outcome", "code", "detail", "duration_ms"], "properties": { "at": { "$ref": "Milliseconds" }, "outcome": { "enum": ["failed", "recovered"] }, "code": { "anyOf": [{ "type": "string" }, { "type": "null" }] }, "detail": { "anyOf": [{ "type": "string" }, { "type": "null" }] }, "duration_ms": { "anyOf": [{ "type": "integer", "minimum": 0, "maximum": 9007199254740991 }, { "type": "null" }] } } } } } };
var pattern4 = new RegExp("^[a-z][a-z0-9_]*$", "");
function validate42(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (typeof data === "string") {
      if (data.length > 64) {
        validate42.errors = [{ instancePath, schemaPath: "AnyCode/maxLength", keyword: "maxLength", params: { limit: 64 } }];
        return false;
      } else {
        if (!pattern4.test(data)) {
          validate42.errors = [{ instancePath, schemaPath: "AnyCode/pattern", keyword: "pattern", params: { pattern: "^[a-z][a-z0-9_]*$" } }];
          return false;
        }
      }
    } else {
      validate42.errors = [{ instancePath, schemaPath: "AnyCode/type", keyword: "type", params: { type: "string" } }];
      return false;
    }
  }
  validate42.errors = vErrors;
  return errors === 0;
}
function validate37(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.domain === void 0 && (missing0 = "domain") || data.state === void 0 && (missing0 = "state") || data.backlog === void 0 && (missing0 = "backlog") || data.oldest_at === void 0 && (missing0 = "oldest_at") || data.failures === void 0 && (missing0 = "failures") || data.down_since === void 0 && (missing0 = "down_since") || data.next_attempt_at === void 0 && (missing0 = "next_attempt_at") || data.last_error === void 0 && (missing0 = "last_error") || data.last_success_at === void 0 && (missing0 = "last_success_at") || data.leases === void 0 && (missing0 = "leases") || data.attempts === void 0 && (missing0 = "attempts")) {
        validate37.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.domain !== void 0) {
          const _errs1 = errors;
          if (!validate27(data.domain, { instancePath: instancePath + "/domain", parentData: data, parentDataProperty: "domain", rootData })) {
            vErrors = vErrors === null ? validate27.errors : vErrors.concat(validate27.errors);
            errors = vErrors.length;
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.state !== void 0) {
            let data1 = data.state;
            const _errs2 = errors;
            if (!(data1 === "up" || data1 === "down" || data1 === "paused")) {
              validate37.errors = [{ instancePath: instancePath + "/state", schemaPath: "#/properties/state/enum", keyword: "enum", params: { allowedValues: schema14.properties.state.enum } }];
              return false;
            }
            var valid0 = _errs2 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.backlog !== void 0) {
              let data2 = data.backlog;
              const _errs3 = errors;
              if (!(typeof data2 == "number" && (!(data2 % 1) && !isNaN(data2)) && isFinite(data2))) {
                validate37.errors = [{ instancePath: instancePath + "/backlog", schemaPath: "#/properties/backlog/type", keyword: "type", params: { type: "integer" } }];
                return false;
              }
              if (errors === _errs3) {
                if (typeof data2 == "number" && isFinite(data2)) {
                  if (data2 > 9007199254740991 || isNaN(data2)) {
                    validate37.errors = [{ instancePath: instancePath + "/backlog", schemaPath: "#/properties/backlog/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                    return false;
                  } else {
                    if (data2 < 0 || isNaN(data2)) {
                      validate37.errors = [{ instancePath: instancePath + "/backlog", schemaPath: "#/properties/backlog/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                      return false;
                    }
                  }
                }
              }
              var valid0 = _errs3 === errors;
            } else {
              var valid0 = true;
            }
            if (valid0) {
              if (data.oldest_at !== void 0) {
                let data3 = data.oldest_at;
                const _errs5 = errors;
                const _errs6 = errors;
                let valid1 = false;
                const _errs7 = errors;
                if (!validate22(data3, { instancePath: instancePath + "/oldest_at", parentData: data, parentDataProperty: "oldest_at", rootData })) {
                  vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                  errors = vErrors.length;
                }
                var _valid0 = _errs7 === errors;
                valid1 = valid1 || _valid0;
                if (!valid1) {
                  const _errs8 = errors;
                  if (data3 !== null) {
                    const err0 = { instancePath: instancePath + "/oldest_at", schemaPath: "#/properties/oldest_at/anyOf/1/type", keyword: "type", params: { type: "null" } };
                    if (vErrors === null) {
                      vErrors = [err0];
                    } else {
                      vErrors.push(err0);
                    }
                    errors++;
                  }
                  var _valid0 = _errs8 === errors;
                  valid1 = valid1 || _valid0;
                }
                if (!valid1) {
                  const err1 = { instancePath: instancePath + "/oldest_at", schemaPath: "#/properties/oldest_at/anyOf", keyword: "anyOf", params: {} };
                  if (vErrors === null) {
                    vErrors = [err1];
                  } else {
                    vErrors.push(err1);
                  }
                  errors++;
                  validate37.errors = vErrors;
                  return false;
                } else {
                  errors = _errs6;
                  if (vErrors !== null) {
                    if (_errs6) {
                      vErrors.length = _errs6;
                    } else {
                      vErrors = null;
                    }
                  }
                }
                var valid0 = _errs5 === errors;
              } else {
                var valid0 = true;
              }
              if (valid0) {
                if (data.failures !== void 0) {
                  let data4 = data.failures;
                  const _errs10 = errors;
                  if (!(typeof data4 == "number" && (!(data4 % 1) && !isNaN(data4)) && isFinite(data4))) {
                    validate37.errors = [{ instancePath: instancePath + "/failures", schemaPath: "#/properties/failures/type", keyword: "type", params: { type: "integer" } }];
                    return false;
                  }
                  if (errors === _errs10) {
                    if (typeof data4 == "number" && isFinite(data4)) {
                      if (data4 > 9007199254740991 || isNaN(data4)) {
                        validate37.errors = [{ instancePath: instancePath + "/failures", schemaPath: "#/properties/failures/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                        return false;
                      } else {
                        if (data4 < 0 || isNaN(data4)) {
                          validate37.errors = [{ instancePath: instancePath + "/failures", schemaPath: "#/properties/failures/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                          return false;
                        }
                      }
                    }
                  }
                  var valid0 = _errs10 === errors;
                } else {
                  var valid0 = true;
                }
                if (valid0) {
                  if (data.down_since !== void 0) {
                    let data5 = data.down_since;
                    const _errs12 = errors;
                    const _errs13 = errors;
                    let valid2 = false;
                    const _errs14 = errors;
                    if (!validate22(data5, { instancePath: instancePath + "/down_since", parentData: data, parentDataProperty: "down_since", rootData })) {
                      vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                      errors = vErrors.length;
                    }
                    var _valid1 = _errs14 === errors;
                    valid2 = valid2 || _valid1;
                    if (!valid2) {
                      const _errs15 = errors;
                      if (data5 !== null) {
                        const err2 = { instancePath: instancePath + "/down_since", schemaPath: "#/properties/down_since/anyOf/1/type", keyword: "type", params: { type: "null" } };
                        if (vErrors === null) {
                          vErrors = [err2];
                        } else {
                          vErrors.push(err2);
                        }
                        errors++;
                      }
                      var _valid1 = _errs15 === errors;
                      valid2 = valid2 || _valid1;
                    }
                    if (!valid2) {
                      const err3 = { instancePath: instancePath + "/down_since", schemaPath: "#/properties/down_since/anyOf", keyword: "anyOf", params: {} };
                      if (vErrors === null) {
                        vErrors = [err3];
                      } else {
                        vErrors.push(err3);
                      }
                      errors++;
                      validate37.errors = vErrors;
                      return false;
                    } else {
                      errors = _errs13;
                      if (vErrors !== null) {
                        if (_errs13) {
                          vErrors.length = _errs13;
                        } else {
                          vErrors = null;
                        }
                      }
                    }
                    var valid0 = _errs12 === errors;
                  } else {
                    var valid0 = true;
                  }
                  if (valid0) {
                    if (data.next_attempt_at !== void 0) {
                      let data6 = data.next_attempt_at;
                      const _errs17 = errors;
                      const _errs18 = errors;
                      let valid3 = false;
                      const _errs19 = errors;
                      if (!validate22(data6, { instancePath: instancePath + "/next_attempt_at", parentData: data, parentDataProperty: "next_attempt_at", rootData })) {
                        vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                        errors = vErrors.length;
                      }
                      var _valid2 = _errs19 === errors;
                      valid3 = valid3 || _valid2;
                      if (!valid3) {
                        const _errs20 = errors;
                        if (data6 !== null) {
                          const err4 = { instancePath: instancePath + "/next_attempt_at", schemaPath: "#/properties/next_attempt_at/anyOf/1/type", keyword: "type", params: { type: "null" } };
                          if (vErrors === null) {
                            vErrors = [err4];
                          } else {
                            vErrors.push(err4);
                          }
                          errors++;
                        }
                        var _valid2 = _errs20 === errors;
                        valid3 = valid3 || _valid2;
                      }
                      if (!valid3) {
                        const err5 = { instancePath: instancePath + "/next_attempt_at", schemaPath: "#/properties/next_attempt_at/anyOf", keyword: "anyOf", params: {} };
                        if (vErrors === null) {
                          vErrors = [err5];
                        } else {
                          vErrors.push(err5);
                        }
                        errors++;
                        validate37.errors = vErrors;
                        return false;
                      } else {
                        errors = _errs18;
                        if (vErrors !== null) {
                          if (_errs18) {
                            vErrors.length = _errs18;
                          } else {
                            vErrors = null;
                          }
                        }
                      }
                      var valid0 = _errs17 === errors;
                    } else {
                      var valid0 = true;
                    }
                    if (valid0) {
                      if (data.last_error !== void 0) {
                        let data7 = data.last_error;
                        const _errs22 = errors;
                        const _errs23 = errors;
                        let valid4 = false;
                        const _errs24 = errors;
                        if (errors === _errs24) {
                          if (data7 && typeof data7 == "object" && !Array.isArray(data7)) {
                            let missing1;
                            if (data7.code === void 0 && (missing1 = "code") || data7.detail === void 0 && (missing1 = "detail") || data7.at === void 0 && (missing1 = "at")) {
                              const err6 = { instancePath: instancePath + "/last_error", schemaPath: "#/properties/last_error/anyOf/0/required", keyword: "required", params: { missingProperty: missing1 } };
                              if (vErrors === null) {
                                vErrors = [err6];
                              } else {
                                vErrors.push(err6);
                              }
                              errors++;
                            } else {
                              if (data7.code !== void 0) {
                                const _errs26 = errors;
                                if (!validate42(data7.code, { instancePath: instancePath + "/last_error/code", parentData: data7, parentDataProperty: "code", rootData })) {
                                  vErrors = vErrors === null ? validate42.errors : vErrors.concat(validate42.errors);
                                  errors = vErrors.length;
                                }
                                var valid5 = _errs26 === errors;
                              } else {
                                var valid5 = true;
                              }
                              if (valid5) {
                                if (data7.detail !== void 0) {
                                  const _errs27 = errors;
                                  if (typeof data7.detail !== "string") {
                                    const err7 = { instancePath: instancePath + "/last_error/detail", schemaPath: "#/properties/last_error/anyOf/0/properties/detail/type", keyword: "type", params: { type: "string" } };
                                    if (vErrors === null) {
                                      vErrors = [err7];
                                    } else {
                                      vErrors.push(err7);
                                    }
                                    errors++;
                                  }
                                  var valid5 = _errs27 === errors;
                                } else {
                                  var valid5 = true;
                                }
                                if (valid5) {
                                  if (data7.at !== void 0) {
                                    const _errs29 = errors;
                                    if (!validate22(data7.at, { instancePath: instancePath + "/last_error/at", parentData: data7, parentDataProperty: "at", rootData })) {
                                      vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                                      errors = vErrors.length;
                                    }
                                    var valid5 = _errs29 === errors;
                                  } else {
                                    var valid5 = true;
                                  }
                                }
                              }
                            }
                          } else {
                            const err8 = { instancePath: instancePath + "/last_error", schemaPath: "#/properties/last_error/anyOf/0/type", keyword: "type", params: { type: "object" } };
                            if (vErrors === null) {
                              vErrors = [err8];
                            } else {
                              vErrors.push(err8);
                            }
                            errors++;
                          }
                        }
                        var _valid3 = _errs24 === errors;
                        valid4 = valid4 || _valid3;
                        if (!valid4) {
                          const _errs30 = errors;
                          if (data7 !== null) {
                            const err9 = { instancePath: instancePath + "/last_error", schemaPath: "#/properties/last_error/anyOf/1/type", keyword: "type", params: { type: "null" } };
                            if (vErrors === null) {
                              vErrors = [err9];
                            } else {
                              vErrors.push(err9);
                            }
                            errors++;
                          }
                          var _valid3 = _errs30 === errors;
                          valid4 = valid4 || _valid3;
                        }
                        if (!valid4) {
                          const err10 = { instancePath: instancePath + "/last_error", schemaPath: "#/properties/last_error/anyOf", keyword: "anyOf", params: {} };
                          if (vErrors === null) {
                            vErrors = [err10];
                          } else {
                            vErrors.push(err10);
                          }
                          errors++;
                          validate37.errors = vErrors;
                          return false;
                        } else {
                          errors = _errs23;
                          if (vErrors !== null) {
                            if (_errs23) {
                              vErrors.length = _errs23;
                            } else {
                              vErrors = null;
                            }
                          }
                        }
                        var valid0 = _errs22 === errors;
                      } else {
                        var valid0 = true;
                      }
                      if (valid0) {
                        if (data.last_success_at !== void 0) {
                          let data11 = data.last_success_at;
                          const _errs32 = errors;
                          const _errs33 = errors;
                          let valid6 = false;
                          const _errs34 = errors;
                          if (!validate22(data11, { instancePath: instancePath + "/last_success_at", parentData: data, parentDataProperty: "last_success_at", rootData })) {
                            vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                            errors = vErrors.length;
                          }
                          var _valid4 = _errs34 === errors;
                          valid6 = valid6 || _valid4;
                          if (!valid6) {
                            const _errs35 = errors;
                            if (data11 !== null) {
                              const err11 = { instancePath: instancePath + "/last_success_at", schemaPath: "#/properties/last_success_at/anyOf/1/type", keyword: "type", params: { type: "null" } };
                              if (vErrors === null) {
                                vErrors = [err11];
                              } else {
                                vErrors.push(err11);
                              }
                              errors++;
                            }
                            var _valid4 = _errs35 === errors;
                            valid6 = valid6 || _valid4;
                          }
                          if (!valid6) {
                            const err12 = { instancePath: instancePath + "/last_success_at", schemaPath: "#/properties/last_success_at/anyOf", keyword: "anyOf", params: {} };
                            if (vErrors === null) {
                              vErrors = [err12];
                            } else {
                              vErrors.push(err12);
                            }
                            errors++;
                            validate37.errors = vErrors;
                            return false;
                          } else {
                            errors = _errs33;
                            if (vErrors !== null) {
                              if (_errs33) {
                                vErrors.length = _errs33;
                              } else {
                                vErrors = null;
                              }
                            }
                          }
                          var valid0 = _errs32 === errors;
                        } else {
                          var valid0 = true;
                        }
                        if (valid0) {
                          if (data.leases !== void 0) {
                            let data12 = data.leases;
                            const _errs37 = errors;
                            if (errors === _errs37) {
                              if (Array.isArray(data12)) {
                                var valid7 = true;
                                const len0 = data12.length;
                                for (let i0 = 0; i0 < len0; i0++) {
                                  let data13 = data12[i0];
                                  const _errs39 = errors;
                                  if (errors === _errs39) {
                                    if (data13 && typeof data13 == "object" && !Array.isArray(data13)) {
                                      let missing2;
                                      if (data13.shard === void 0 && (missing2 = "shard") || data13.worker === void 0 && (missing2 = "worker") || data13.expires_at === void 0 && (missing2 = "expires_at")) {
                                        validate37.errors = [{ instancePath: instancePath + "/leases/" + i0, schemaPath: "#/properties/leases/items/required", keyword: "required", params: { missingProperty: missing2 } }];
                                        return false;
                                      } else {
                                        if (data13.shard !== void 0) {
                                          let data14 = data13.shard;
                                          const _errs41 = errors;
                                          if (!(typeof data14 == "number" && (!(data14 % 1) && !isNaN(data14)) && isFinite(data14))) {
                                            validate37.errors = [{ instancePath: instancePath + "/leases/" + i0 + "/shard", schemaPath: "#/properties/leases/items/properties/shard/type", keyword: "type", params: { type: "integer" } }];
                                            return false;
                                          }
                                          if (errors === _errs41) {
                                            if (typeof data14 == "number" && isFinite(data14)) {
                                              if (data14 > 9007199254740991 || isNaN(data14)) {
                                                validate37.errors = [{ instancePath: instancePath + "/leases/" + i0 + "/shard", schemaPath: "#/properties/leases/items/properties/shard/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                                                return false;
                                              } else {
                                                if (data14 < 0 || isNaN(data14)) {
                                                  validate37.errors = [{ instancePath: instancePath + "/leases/" + i0 + "/shard", schemaPath: "#/properties/leases/items/properties/shard/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                                                  return false;
                                                }
                                              }
                                            }
                                          }
                                          var valid8 = _errs41 === errors;
                                        } else {
                                          var valid8 = true;
                                        }
                                        if (valid8) {
                                          if (data13.worker !== void 0) {
                                            const _errs43 = errors;
                                            if (typeof data13.worker !== "string") {
                                              validate37.errors = [{ instancePath: instancePath + "/leases/" + i0 + "/worker", schemaPath: "#/properties/leases/items/properties/worker/type", keyword: "type", params: { type: "string" } }];
                                              return false;
                                            }
                                            var valid8 = _errs43 === errors;
                                          } else {
                                            var valid8 = true;
                                          }
                                          if (valid8) {
                                            if (data13.expires_at !== void 0) {
                                              const _errs45 = errors;
                                              if (!validate22(data13.expires_at, { instancePath: instancePath + "/leases/" + i0 + "/expires_at", parentData: data13, parentDataProperty: "expires_at", rootData })) {
                                                vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                                                errors = vErrors.length;
                                              }
                                              var valid8 = _errs45 === errors;
                                            } else {
                                              var valid8 = true;
                                            }
                                          }
                                        }
                                      }
                                    } else {
                                      validate37.errors = [{ instancePath: instancePath + "/leases/" + i0, schemaPath: "#/properties/leases/items/type", keyword: "type", params: { type: "object" } }];
                                      return false;
                                    }
                                  }
                                  var valid7 = _errs39 === errors;
                                  if (!valid7) {
                                    break;
                                  }
                                }
                              } else {
                                validate37.errors = [{ instancePath: instancePath + "/leases", schemaPath: "#/properties/leases/type", keyword: "type", params: { type: "array" } }];
                                return false;
                              }
                            }
                            var valid0 = _errs37 === errors;
                          } else {
                            var valid0 = true;
                          }
                          if (valid0) {
                            if (data.attempts !== void 0) {
                              let data17 = data.attempts;
                              const _errs46 = errors;
                              if (errors === _errs46) {
                                if (Array.isArray(data17)) {
                                  var valid9 = true;
                                  const len1 = data17.length;
                                  for (let i1 = 0; i1 < len1; i1++) {
                                    let data18 = data17[i1];
                                    const _errs48 = errors;
                                    if (errors === _errs48) {
                                      if (data18 && typeof data18 == "object" && !Array.isArray(data18)) {
                                        let missing3;
                                        if (data18.at === void 0 && (missing3 = "at") || data18.outcome === void 0 && (missing3 = "outcome") || data18.code === void 0 && (missing3 = "code") || data18.detail === void 0 && (missing3 = "detail") || data18.duration_ms === void 0 && (missing3 = "duration_ms")) {
                                          validate37.errors = [{ instancePath: instancePath + "/attempts/" + i1, schemaPath: "#/properties/attempts/items/required", keyword: "required", params: { missingProperty: missing3 } }];
                                          return false;
                                        } else {
                                          if (data18.at !== void 0) {
                                            const _errs50 = errors;
                                            if (!validate22(data18.at, { instancePath: instancePath + "/attempts/" + i1 + "/at", parentData: data18, parentDataProperty: "at", rootData })) {
                                              vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                                              errors = vErrors.length;
                                            }
                                            var valid10 = _errs50 === errors;
                                          } else {
                                            var valid10 = true;
                                          }
                                          if (valid10) {
                                            if (data18.outcome !== void 0) {
                                              let data20 = data18.outcome;
                                              const _errs51 = errors;
                                              if (!(data20 === "failed" || data20 === "recovered")) {
                                                validate37.errors = [{ instancePath: instancePath + "/attempts/" + i1 + "/outcome", schemaPath: "#/properties/attempts/items/properties/outcome/enum", keyword: "enum", params: { allowedValues: schema14.properties.attempts.items.properties.outcome.enum } }];
                                                return false;
                                              }
                                              var valid10 = _errs51 === errors;
                                            } else {
                                              var valid10 = true;
                                            }
                                            if (valid10) {
                                              if (data18.code !== void 0) {
                                                let data21 = data18.code;
                                                const _errs52 = errors;
                                                const _errs53 = errors;
                                                let valid11 = false;
                                                const _errs54 = errors;
                                                if (typeof data21 !== "string") {
                                                  const err13 = { instancePath: instancePath + "/attempts/" + i1 + "/code", schemaPath: "#/properties/attempts/items/properties/code/anyOf/0/type", keyword: "type", params: { type: "string" } };
                                                  if (vErrors === null) {
                                                    vErrors = [err13];
                                                  } else {
                                                    vErrors.push(err13);
                                                  }
                                                  errors++;
                                                }
                                                var _valid5 = _errs54 === errors;
                                                valid11 = valid11 || _valid5;
                                                if (!valid11) {
                                                  const _errs56 = errors;
                                                  if (data21 !== null) {
                                                    const err14 = { instancePath: instancePath + "/attempts/" + i1 + "/code", schemaPath: "#/properties/attempts/items/properties/code/anyOf/1/type", keyword: "type", params: { type: "null" } };
                                                    if (vErrors === null) {
                                                      vErrors = [err14];
                                                    } else {
                                                      vErrors.push(err14);
                                                    }
                                                    errors++;
                                                  }
                                                  var _valid5 = _errs56 === errors;
                                                  valid11 = valid11 || _valid5;
                                                }
                                                if (!valid11) {
                                                  const err15 = { instancePath: instancePath + "/attempts/" + i1 + "/code", schemaPath: "#/properties/attempts/items/properties/code/anyOf", keyword: "anyOf", params: {} };
                                                  if (vErrors === null) {
                                                    vErrors = [err15];
                                                  } else {
                                                    vErrors.push(err15);
                                                  }
                                                  errors++;
                                                  validate37.errors = vErrors;
                                                  return false;
                                                } else {
                                                  errors = _errs53;
                                                  if (vErrors !== null) {
                                                    if (_errs53) {
                                                      vErrors.length = _errs53;
                                                    } else {
                                                      vErrors = null;
                                                    }
                                                  }
                                                }
                                                var valid10 = _errs52 === errors;
                                              } else {
                                                var valid10 = true;
                                              }
                                              if (valid10) {
                                                if (data18.detail !== void 0) {
                                                  let data22 = data18.detail;
                                                  const _errs58 = errors;
                                                  const _errs59 = errors;
                                                  let valid12 = false;
                                                  const _errs60 = errors;
                                                  if (typeof data22 !== "string") {
                                                    const err16 = { instancePath: instancePath + "/attempts/" + i1 + "/detail", schemaPath: "#/properties/attempts/items/properties/detail/anyOf/0/type", keyword: "type", params: { type: "string" } };
                                                    if (vErrors === null) {
                                                      vErrors = [err16];
                                                    } else {
                                                      vErrors.push(err16);
                                                    }
                                                    errors++;
                                                  }
                                                  var _valid6 = _errs60 === errors;
                                                  valid12 = valid12 || _valid6;
                                                  if (!valid12) {
                                                    const _errs62 = errors;
                                                    if (data22 !== null) {
                                                      const err17 = { instancePath: instancePath + "/attempts/" + i1 + "/detail", schemaPath: "#/properties/attempts/items/properties/detail/anyOf/1/type", keyword: "type", params: { type: "null" } };
                                                      if (vErrors === null) {
                                                        vErrors = [err17];
                                                      } else {
                                                        vErrors.push(err17);
                                                      }
                                                      errors++;
                                                    }
                                                    var _valid6 = _errs62 === errors;
                                                    valid12 = valid12 || _valid6;
                                                  }
                                                  if (!valid12) {
                                                    const err18 = { instancePath: instancePath + "/attempts/" + i1 + "/detail", schemaPath: "#/properties/attempts/items/properties/detail/anyOf", keyword: "anyOf", params: {} };
                                                    if (vErrors === null) {
                                                      vErrors = [err18];
                                                    } else {
                                                      vErrors.push(err18);
                                                    }
                                                    errors++;
                                                    validate37.errors = vErrors;
                                                    return false;
                                                  } else {
                                                    errors = _errs59;
                                                    if (vErrors !== null) {
                                                      if (_errs59) {
                                                        vErrors.length = _errs59;
                                                      } else {
                                                        vErrors = null;
                                                      }
                                                    }
                                                  }
                                                  var valid10 = _errs58 === errors;
                                                } else {
                                                  var valid10 = true;
                                                }
                                                if (valid10) {
                                                  if (data18.duration_ms !== void 0) {
                                                    let data23 = data18.duration_ms;
                                                    const _errs64 = errors;
                                                    const _errs65 = errors;
                                                    let valid13 = false;
                                                    const _errs66 = errors;
                                                    if (!(typeof data23 == "number" && (!(data23 % 1) && !isNaN(data23)) && isFinite(data23))) {
                                                      const err19 = { instancePath: instancePath + "/attempts/" + i1 + "/duration_ms", schemaPath: "#/properties/attempts/items/properties/duration_ms/anyOf/0/type", keyword: "type", params: { type: "integer" } };
                                                      if (vErrors === null) {
                                                        vErrors = [err19];
                                                      } else {
                                                        vErrors.push(err19);
                                                      }
                                                      errors++;
                                                    }
                                                    if (errors === _errs66) {
                                                      if (typeof data23 == "number" && isFinite(data23)) {
                                                        if (data23 > 9007199254740991 || isNaN(data23)) {
                                                          const err20 = { instancePath: instancePath + "/attempts/" + i1 + "/duration_ms", schemaPath: "#/properties/attempts/items/properties/duration_ms/anyOf/0/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } };
                                                          if (vErrors === null) {
                                                            vErrors = [err20];
                                                          } else {
                                                            vErrors.push(err20);
                                                          }
                                                          errors++;
                                                        } else {
                                                          if (data23 < 0 || isNaN(data23)) {
                                                            const err21 = { instancePath: instancePath + "/attempts/" + i1 + "/duration_ms", schemaPath: "#/properties/attempts/items/properties/duration_ms/anyOf/0/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } };
                                                            if (vErrors === null) {
                                                              vErrors = [err21];
                                                            } else {
                                                              vErrors.push(err21);
                                                            }
                                                            errors++;
                                                          }
                                                        }
                                                      }
                                                    }
                                                    var _valid7 = _errs66 === errors;
                                                    valid13 = valid13 || _valid7;
                                                    if (!valid13) {
                                                      const _errs68 = errors;
                                                      if (data23 !== null) {
                                                        const err22 = { instancePath: instancePath + "/attempts/" + i1 + "/duration_ms", schemaPath: "#/properties/attempts/items/properties/duration_ms/anyOf/1/type", keyword: "type", params: { type: "null" } };
                                                        if (vErrors === null) {
                                                          vErrors = [err22];
                                                        } else {
                                                          vErrors.push(err22);
                                                        }
                                                        errors++;
                                                      }
                                                      var _valid7 = _errs68 === errors;
                                                      valid13 = valid13 || _valid7;
                                                    }
                                                    if (!valid13) {
                                                      const err23 = { instancePath: instancePath + "/attempts/" + i1 + "/duration_ms", schemaPath: "#/properties/attempts/items/properties/duration_ms/anyOf", keyword: "anyOf", params: {} };
                                                      if (vErrors === null) {
                                                        vErrors = [err23];
                                                      } else {
                                                        vErrors.push(err23);
                                                      }
                                                      errors++;
                                                      validate37.errors = vErrors;
                                                      return false;
                                                    } else {
                                                      errors = _errs65;
                                                      if (vErrors !== null) {
                                                        if (_errs65) {
                                                          vErrors.length = _errs65;
                                                        } else {
                                                          vErrors = null;
                                                        }
                                                      }
                                                    }
                                                    var valid10 = _errs64 === errors;
                                                  } else {
                                                    var valid10 = true;
                                                  }
                                                }
                                              }
                                            }
                                          }
                                        }
                                      } else {
                                        validate37.errors = [{ instancePath: instancePath + "/attempts/" + i1, schemaPath: "#/properties/attempts/items/type", keyword: "type", params: { type: "object" } }];
                                        return false;
                                      }
                                    }
                                    var valid9 = _errs48 === errors;
                                    if (!valid9) {
                                      break;
                                    }
                                  }
                                } else {
                                  validate37.errors = [{ instancePath: instancePath + "/attempts", schemaPath: "#/properties/attempts/type", keyword: "type", params: { type: "array" } }];
                                  return false;
                                }
                              }
                              var valid0 = _errs46 === errors;
                            } else {
                              var valid0 = true;
                            }
                          }
                        }
                      }
                    }
                  }
                }
              }
            }
          }
        }
      }
    } else {
      validate37.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate37.errors = vErrors;
  return errors === 0;
}
var validateAdminDestinationList = validate48;
var schema17 = { "type": "object", "required": ["domain", "state", "backlog", "oldest_at", "failures", "down_since", "next_attempt_at", "last_error", "last_success_at", "leases"], "properties": { "domain": { "$ref": "Domain" }, "state": { "enum": ["up", "down", "paused"] }, "backlog": { "type": "integer", "minimum": 0, "maximum": 9007199254740991 }, "oldest_at": { "anyOf": [{ "$ref": "Milliseconds" }, { "type": "null" }] }, "failures": { "type": "integer", "minimum": 0, "maximum": 9007199254740991 }, "down_since": { "anyOf": [{ "$ref": "Milliseconds" }, { "type": "null" }] }, "next_attempt_at": { "anyOf": [{ "$ref": "Milliseconds" }, { "type": "null" }] }, "last_error": { "anyOf": [{ "type": "object", "required": ["code", "detail", "at"], "properties": { "code": { "$ref": "AnyCode" }, "detail": { "type": "string" }, "at": { "$ref": "Milliseconds" } } }, { "type": "null" }] }, "last_success_at": { "anyOf": [{ "$ref": "Milliseconds" }, { "type": "null" }] }, "leases": { "type": "array", "items": { "type": "object", "required": ["shard", "worker", "expires_at"], "properties": { "shard": { "type": "integer", "minimum": 0, "maximum": 9007199254740991 }, "worker": { "type": "string" }, "expires_at": { "$ref": "Milliseconds" } } } } } };
function validate49(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.domain === void 0 && (missing0 = "domain") || data.state === void 0 && (missing0 = "state") || data.backlog === void 0 && (missing0 = "backlog") || data.oldest_at === void 0 && (missing0 = "oldest_at") || data.failures === void 0 && (missing0 = "failures") || data.down_since === void 0 && (missing0 = "down_since") || data.next_attempt_at === void 0 && (missing0 = "next_attempt_at") || data.last_error === void 0 && (missing0 = "last_error") || data.last_success_at === void 0 && (missing0 = "last_success_at") || data.leases === void 0 && (missing0 = "leases")) {
        validate49.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.domain !== void 0) {
          const _errs1 = errors;
          if (!validate27(data.domain, { instancePath: instancePath + "/domain", parentData: data, parentDataProperty: "domain", rootData })) {
            vErrors = vErrors === null ? validate27.errors : vErrors.concat(validate27.errors);
            errors = vErrors.length;
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.state !== void 0) {
            let data1 = data.state;
            const _errs2 = errors;
            if (!(data1 === "up" || data1 === "down" || data1 === "paused")) {
              validate49.errors = [{ instancePath: instancePath + "/state", schemaPath: "#/properties/state/enum", keyword: "enum", params: { allowedValues: schema17.properties.state.enum } }];
              return false;
            }
            var valid0 = _errs2 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.backlog !== void 0) {
              let data2 = data.backlog;
              const _errs3 = errors;
              if (!(typeof data2 == "number" && (!(data2 % 1) && !isNaN(data2)) && isFinite(data2))) {
                validate49.errors = [{ instancePath: instancePath + "/backlog", schemaPath: "#/properties/backlog/type", keyword: "type", params: { type: "integer" } }];
                return false;
              }
              if (errors === _errs3) {
                if (typeof data2 == "number" && isFinite(data2)) {
                  if (data2 > 9007199254740991 || isNaN(data2)) {
                    validate49.errors = [{ instancePath: instancePath + "/backlog", schemaPath: "#/properties/backlog/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                    return false;
                  } else {
                    if (data2 < 0 || isNaN(data2)) {
                      validate49.errors = [{ instancePath: instancePath + "/backlog", schemaPath: "#/properties/backlog/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                      return false;
                    }
                  }
                }
              }
              var valid0 = _errs3 === errors;
            } else {
              var valid0 = true;
            }
            if (valid0) {
              if (data.oldest_at !== void 0) {
                let data3 = data.oldest_at;
                const _errs5 = errors;
                const _errs6 = errors;
                let valid1 = false;
                const _errs7 = errors;
                if (!validate22(data3, { instancePath: instancePath + "/oldest_at", parentData: data, parentDataProperty: "oldest_at", rootData })) {
                  vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                  errors = vErrors.length;
                }
                var _valid0 = _errs7 === errors;
                valid1 = valid1 || _valid0;
                if (!valid1) {
                  const _errs8 = errors;
                  if (data3 !== null) {
                    const err0 = { instancePath: instancePath + "/oldest_at", schemaPath: "#/properties/oldest_at/anyOf/1/type", keyword: "type", params: { type: "null" } };
                    if (vErrors === null) {
                      vErrors = [err0];
                    } else {
                      vErrors.push(err0);
                    }
                    errors++;
                  }
                  var _valid0 = _errs8 === errors;
                  valid1 = valid1 || _valid0;
                }
                if (!valid1) {
                  const err1 = { instancePath: instancePath + "/oldest_at", schemaPath: "#/properties/oldest_at/anyOf", keyword: "anyOf", params: {} };
                  if (vErrors === null) {
                    vErrors = [err1];
                  } else {
                    vErrors.push(err1);
                  }
                  errors++;
                  validate49.errors = vErrors;
                  return false;
                } else {
                  errors = _errs6;
                  if (vErrors !== null) {
                    if (_errs6) {
                      vErrors.length = _errs6;
                    } else {
                      vErrors = null;
                    }
                  }
                }
                var valid0 = _errs5 === errors;
              } else {
                var valid0 = true;
              }
              if (valid0) {
                if (data.failures !== void 0) {
                  let data4 = data.failures;
                  const _errs10 = errors;
                  if (!(typeof data4 == "number" && (!(data4 % 1) && !isNaN(data4)) && isFinite(data4))) {
                    validate49.errors = [{ instancePath: instancePath + "/failures", schemaPath: "#/properties/failures/type", keyword: "type", params: { type: "integer" } }];
                    return false;
                  }
                  if (errors === _errs10) {
                    if (typeof data4 == "number" && isFinite(data4)) {
                      if (data4 > 9007199254740991 || isNaN(data4)) {
                        validate49.errors = [{ instancePath: instancePath + "/failures", schemaPath: "#/properties/failures/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                        return false;
                      } else {
                        if (data4 < 0 || isNaN(data4)) {
                          validate49.errors = [{ instancePath: instancePath + "/failures", schemaPath: "#/properties/failures/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                          return false;
                        }
                      }
                    }
                  }
                  var valid0 = _errs10 === errors;
                } else {
                  var valid0 = true;
                }
                if (valid0) {
                  if (data.down_since !== void 0) {
                    let data5 = data.down_since;
                    const _errs12 = errors;
                    const _errs13 = errors;
                    let valid2 = false;
                    const _errs14 = errors;
                    if (!validate22(data5, { instancePath: instancePath + "/down_since", parentData: data, parentDataProperty: "down_since", rootData })) {
                      vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                      errors = vErrors.length;
                    }
                    var _valid1 = _errs14 === errors;
                    valid2 = valid2 || _valid1;
                    if (!valid2) {
                      const _errs15 = errors;
                      if (data5 !== null) {
                        const err2 = { instancePath: instancePath + "/down_since", schemaPath: "#/properties/down_since/anyOf/1/type", keyword: "type", params: { type: "null" } };
                        if (vErrors === null) {
                          vErrors = [err2];
                        } else {
                          vErrors.push(err2);
                        }
                        errors++;
                      }
                      var _valid1 = _errs15 === errors;
                      valid2 = valid2 || _valid1;
                    }
                    if (!valid2) {
                      const err3 = { instancePath: instancePath + "/down_since", schemaPath: "#/properties/down_since/anyOf", keyword: "anyOf", params: {} };
                      if (vErrors === null) {
                        vErrors = [err3];
                      } else {
                        vErrors.push(err3);
                      }
                      errors++;
                      validate49.errors = vErrors;
                      return false;
                    } else {
                      errors = _errs13;
                      if (vErrors !== null) {
                        if (_errs13) {
                          vErrors.length = _errs13;
                        } else {
                          vErrors = null;
                        }
                      }
                    }
                    var valid0 = _errs12 === errors;
                  } else {
                    var valid0 = true;
                  }
                  if (valid0) {
                    if (data.next_attempt_at !== void 0) {
                      let data6 = data.next_attempt_at;
                      const _errs17 = errors;
                      const _errs18 = errors;
                      let valid3 = false;
                      const _errs19 = errors;
                      if (!validate22(data6, { instancePath: instancePath + "/next_attempt_at", parentData: data, parentDataProperty: "next_attempt_at", rootData })) {
                        vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                        errors = vErrors.length;
                      }
                      var _valid2 = _errs19 === errors;
                      valid3 = valid3 || _valid2;
                      if (!valid3) {
                        const _errs20 = errors;
                        if (data6 !== null) {
                          const err4 = { instancePath: instancePath + "/next_attempt_at", schemaPath: "#/properties/next_attempt_at/anyOf/1/type", keyword: "type", params: { type: "null" } };
                          if (vErrors === null) {
                            vErrors = [err4];
                          } else {
                            vErrors.push(err4);
                          }
                          errors++;
                        }
                        var _valid2 = _errs20 === errors;
                        valid3 = valid3 || _valid2;
                      }
                      if (!valid3) {
                        const err5 = { instancePath: instancePath + "/next_attempt_at", schemaPath: "#/properties/next_attempt_at/anyOf", keyword: "anyOf", params: {} };
                        if (vErrors === null) {
                          vErrors = [err5];
                        } else {
                          vErrors.push(err5);
                        }
                        errors++;
                        validate49.errors = vErrors;
                        return false;
                      } else {
                        errors = _errs18;
                        if (vErrors !== null) {
                          if (_errs18) {
                            vErrors.length = _errs18;
                          } else {
                            vErrors = null;
                          }
                        }
                      }
                      var valid0 = _errs17 === errors;
                    } else {
                      var valid0 = true;
                    }
                    if (valid0) {
                      if (data.last_error !== void 0) {
                        let data7 = data.last_error;
                        const _errs22 = errors;
                        const _errs23 = errors;
                        let valid4 = false;
                        const _errs24 = errors;
                        if (errors === _errs24) {
                          if (data7 && typeof data7 == "object" && !Array.isArray(data7)) {
                            let missing1;
                            if (data7.code === void 0 && (missing1 = "code") || data7.detail === void 0 && (missing1 = "detail") || data7.at === void 0 && (missing1 = "at")) {
                              const err6 = { instancePath: instancePath + "/last_error", schemaPath: "#/properties/last_error/anyOf/0/required", keyword: "required", params: { missingProperty: missing1 } };
                              if (vErrors === null) {
                                vErrors = [err6];
                              } else {
                                vErrors.push(err6);
                              }
                              errors++;
                            } else {
                              if (data7.code !== void 0) {
                                const _errs26 = errors;
                                if (!validate42(data7.code, { instancePath: instancePath + "/last_error/code", parentData: data7, parentDataProperty: "code", rootData })) {
                                  vErrors = vErrors === null ? validate42.errors : vErrors.concat(validate42.errors);
                                  errors = vErrors.length;
                                }
                                var valid5 = _errs26 === errors;
                              } else {
                                var valid5 = true;
                              }
                              if (valid5) {
                                if (data7.detail !== void 0) {
                                  const _errs27 = errors;
                                  if (typeof data7.detail !== "string") {
                                    const err7 = { instancePath: instancePath + "/last_error/detail", schemaPath: "#/properties/last_error/anyOf/0/properties/detail/type", keyword: "type", params: { type: "string" } };
                                    if (vErrors === null) {
                                      vErrors = [err7];
                                    } else {
                                      vErrors.push(err7);
                                    }
                                    errors++;
                                  }
                                  var valid5 = _errs27 === errors;
                                } else {
                                  var valid5 = true;
                                }
                                if (valid5) {
                                  if (data7.at !== void 0) {
                                    const _errs29 = errors;
                                    if (!validate22(data7.at, { instancePath: instancePath + "/last_error/at", parentData: data7, parentDataProperty: "at", rootData })) {
                                      vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                                      errors = vErrors.length;
                                    }
                                    var valid5 = _errs29 === errors;
                                  } else {
                                    var valid5 = true;
                                  }
                                }
                              }
                            }
                          } else {
                            const err8 = { instancePath: instancePath + "/last_error", schemaPath: "#/properties/last_error/anyOf/0/type", keyword: "type", params: { type: "object" } };
                            if (vErrors === null) {
                              vErrors = [err8];
                            } else {
                              vErrors.push(err8);
                            }
                            errors++;
                          }
                        }
                        var _valid3 = _errs24 === errors;
                        valid4 = valid4 || _valid3;
                        if (!valid4) {
                          const _errs30 = errors;
                          if (data7 !== null) {
                            const err9 = { instancePath: instancePath + "/last_error", schemaPath: "#/properties/last_error/anyOf/1/type", keyword: "type", params: { type: "null" } };
                            if (vErrors === null) {
                              vErrors = [err9];
                            } else {
                              vErrors.push(err9);
                            }
                            errors++;
                          }
                          var _valid3 = _errs30 === errors;
                          valid4 = valid4 || _valid3;
                        }
                        if (!valid4) {
                          const err10 = { instancePath: instancePath + "/last_error", schemaPath: "#/properties/last_error/anyOf", keyword: "anyOf", params: {} };
                          if (vErrors === null) {
                            vErrors = [err10];
                          } else {
                            vErrors.push(err10);
                          }
                          errors++;
                          validate49.errors = vErrors;
                          return false;
                        } else {
                          errors = _errs23;
                          if (vErrors !== null) {
                            if (_errs23) {
                              vErrors.length = _errs23;
                            } else {
                              vErrors = null;
                            }
                          }
                        }
                        var valid0 = _errs22 === errors;
                      } else {
                        var valid0 = true;
                      }
                      if (valid0) {
                        if (data.last_success_at !== void 0) {
                          let data11 = data.last_success_at;
                          const _errs32 = errors;
                          const _errs33 = errors;
                          let valid6 = false;
                          const _errs34 = errors;
                          if (!validate22(data11, { instancePath: instancePath + "/last_success_at", parentData: data, parentDataProperty: "last_success_at", rootData })) {
                            vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                            errors = vErrors.length;
                          }
                          var _valid4 = _errs34 === errors;
                          valid6 = valid6 || _valid4;
                          if (!valid6) {
                            const _errs35 = errors;
                            if (data11 !== null) {
                              const err11 = { instancePath: instancePath + "/last_success_at", schemaPath: "#/properties/last_success_at/anyOf/1/type", keyword: "type", params: { type: "null" } };
                              if (vErrors === null) {
                                vErrors = [err11];
                              } else {
                                vErrors.push(err11);
                              }
                              errors++;
                            }
                            var _valid4 = _errs35 === errors;
                            valid6 = valid6 || _valid4;
                          }
                          if (!valid6) {
                            const err12 = { instancePath: instancePath + "/last_success_at", schemaPath: "#/properties/last_success_at/anyOf", keyword: "anyOf", params: {} };
                            if (vErrors === null) {
                              vErrors = [err12];
                            } else {
                              vErrors.push(err12);
                            }
                            errors++;
                            validate49.errors = vErrors;
                            return false;
                          } else {
                            errors = _errs33;
                            if (vErrors !== null) {
                              if (_errs33) {
                                vErrors.length = _errs33;
                              } else {
                                vErrors = null;
                              }
                            }
                          }
                          var valid0 = _errs32 === errors;
                        } else {
                          var valid0 = true;
                        }
                        if (valid0) {
                          if (data.leases !== void 0) {
                            let data12 = data.leases;
                            const _errs37 = errors;
                            if (errors === _errs37) {
                              if (Array.isArray(data12)) {
                                var valid7 = true;
                                const len0 = data12.length;
                                for (let i0 = 0; i0 < len0; i0++) {
                                  let data13 = data12[i0];
                                  const _errs39 = errors;
                                  if (errors === _errs39) {
                                    if (data13 && typeof data13 == "object" && !Array.isArray(data13)) {
                                      let missing2;
                                      if (data13.shard === void 0 && (missing2 = "shard") || data13.worker === void 0 && (missing2 = "worker") || data13.expires_at === void 0 && (missing2 = "expires_at")) {
                                        validate49.errors = [{ instancePath: instancePath + "/leases/" + i0, schemaPath: "#/properties/leases/items/required", keyword: "required", params: { missingProperty: missing2 } }];
                                        return false;
                                      } else {
                                        if (data13.shard !== void 0) {
                                          let data14 = data13.shard;
                                          const _errs41 = errors;
                                          if (!(typeof data14 == "number" && (!(data14 % 1) && !isNaN(data14)) && isFinite(data14))) {
                                            validate49.errors = [{ instancePath: instancePath + "/leases/" + i0 + "/shard", schemaPath: "#/properties/leases/items/properties/shard/type", keyword: "type", params: { type: "integer" } }];
                                            return false;
                                          }
                                          if (errors === _errs41) {
                                            if (typeof data14 == "number" && isFinite(data14)) {
                                              if (data14 > 9007199254740991 || isNaN(data14)) {
                                                validate49.errors = [{ instancePath: instancePath + "/leases/" + i0 + "/shard", schemaPath: "#/properties/leases/items/properties/shard/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                                                return false;
                                              } else {
                                                if (data14 < 0 || isNaN(data14)) {
                                                  validate49.errors = [{ instancePath: instancePath + "/leases/" + i0 + "/shard", schemaPath: "#/properties/leases/items/properties/shard/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                                                  return false;
                                                }
                                              }
                                            }
                                          }
                                          var valid8 = _errs41 === errors;
                                        } else {
                                          var valid8 = true;
                                        }
                                        if (valid8) {
                                          if (data13.worker !== void 0) {
                                            const _errs43 = errors;
                                            if (typeof data13.worker !== "string") {
                                              validate49.errors = [{ instancePath: instancePath + "/leases/" + i0 + "/worker", schemaPath: "#/properties/leases/items/properties/worker/type", keyword: "type", params: { type: "string" } }];
                                              return false;
                                            }
                                            var valid8 = _errs43 === errors;
                                          } else {
                                            var valid8 = true;
                                          }
                                          if (valid8) {
                                            if (data13.expires_at !== void 0) {
                                              const _errs45 = errors;
                                              if (!validate22(data13.expires_at, { instancePath: instancePath + "/leases/" + i0 + "/expires_at", parentData: data13, parentDataProperty: "expires_at", rootData })) {
                                                vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                                                errors = vErrors.length;
                                              }
                                              var valid8 = _errs45 === errors;
                                            } else {
                                              var valid8 = true;
                                            }
                                          }
                                        }
                                      }
                                    } else {
                                      validate49.errors = [{ instancePath: instancePath + "/leases/" + i0, schemaPath: "#/properties/leases/items/type", keyword: "type", params: { type: "object" } }];
                                      return false;
                                    }
                                  }
                                  var valid7 = _errs39 === errors;
                                  if (!valid7) {
                                    break;
                                  }
                                }
                              } else {
                                validate49.errors = [{ instancePath: instancePath + "/leases", schemaPath: "#/properties/leases/type", keyword: "type", params: { type: "array" } }];
                                return false;
                              }
                            }
                            var valid0 = _errs37 === errors;
                          } else {
                            var valid0 = true;
                          }
                        }
                      }
                    }
                  }
                }
              }
            }
          }
        }
      }
    } else {
      validate49.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate49.errors = vErrors;
  return errors === 0;
}
function validate48(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.destinations === void 0 && (missing0 = "destinations") || data.next === void 0 && (missing0 = "next")) {
        validate48.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.destinations !== void 0) {
          let data0 = data.destinations;
          const _errs1 = errors;
          if (errors === _errs1) {
            if (Array.isArray(data0)) {
              var valid1 = true;
              const len0 = data0.length;
              for (let i0 = 0; i0 < len0; i0++) {
                const _errs3 = errors;
                if (!validate49(data0[i0], { instancePath: instancePath + "/destinations/" + i0, parentData: data0, parentDataProperty: i0, rootData })) {
                  vErrors = vErrors === null ? validate49.errors : vErrors.concat(validate49.errors);
                  errors = vErrors.length;
                }
                var valid1 = _errs3 === errors;
                if (!valid1) {
                  break;
                }
              }
            } else {
              validate48.errors = [{ instancePath: instancePath + "/destinations", schemaPath: "#/properties/destinations/type", keyword: "type", params: { type: "array" } }];
              return false;
            }
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.next !== void 0) {
            let data2 = data.next;
            const _errs4 = errors;
            const _errs5 = errors;
            let valid2 = false;
            const _errs6 = errors;
            if (!validate27(data2, { instancePath: instancePath + "/next", parentData: data, parentDataProperty: "next", rootData })) {
              vErrors = vErrors === null ? validate27.errors : vErrors.concat(validate27.errors);
              errors = vErrors.length;
            }
            var _valid0 = _errs6 === errors;
            valid2 = valid2 || _valid0;
            if (!valid2) {
              const _errs7 = errors;
              if (data2 !== null) {
                const err0 = { instancePath: instancePath + "/next", schemaPath: "#/properties/next/anyOf/1/type", keyword: "type", params: { type: "null" } };
                if (vErrors === null) {
                  vErrors = [err0];
                } else {
                  vErrors.push(err0);
                }
                errors++;
              }
              var _valid0 = _errs7 === errors;
              valid2 = valid2 || _valid0;
            }
            if (!valid2) {
              const err1 = { instancePath: instancePath + "/next", schemaPath: "#/properties/next/anyOf", keyword: "anyOf", params: {} };
              if (vErrors === null) {
                vErrors = [err1];
              } else {
                vErrors.push(err1);
              }
              errors++;
              validate48.errors = vErrors;
              return false;
            } else {
              errors = _errs5;
              if (vErrors !== null) {
                if (_errs5) {
                  vErrors.length = _errs5;
                } else {
                  vErrors = null;
                }
              }
            }
            var valid0 = _errs4 === errors;
          } else {
            var valid0 = true;
          }
        }
      }
    } else {
      validate48.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate48.errors = vErrors;
  return errors === 0;
}
var validateAdminDestination = validate49;
var validateAdminDomainKey = validate60;
var schema18 = { "type": "object", "required": ["domain", "key_id", "public_key", "state", "expires_at", "created_at"], "properties": { "domain": { "$ref": "Domain" }, "key_id": { "$ref": "DomainKeyId" }, "public_key": { "$ref": "Bytes32" }, "state": { "enum": ["active", "accepted", "retired"] }, "expires_at": { "anyOf": [{ "$ref": "Milliseconds" }, { "type": "null" }] }, "created_at": { "$ref": "Milliseconds" } } };
function validate60(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.domain === void 0 && (missing0 = "domain") || data.key_id === void 0 && (missing0 = "key_id") || data.public_key === void 0 && (missing0 = "public_key") || data.state === void 0 && (missing0 = "state") || data.expires_at === void 0 && (missing0 = "expires_at") || data.created_at === void 0 && (missing0 = "created_at")) {
        validate60.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.domain !== void 0) {
          const _errs1 = errors;
          if (!validate27(data.domain, { instancePath: instancePath + "/domain", parentData: data, parentDataProperty: "domain", rootData })) {
            vErrors = vErrors === null ? validate27.errors : vErrors.concat(validate27.errors);
            errors = vErrors.length;
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.key_id !== void 0) {
            const _errs2 = errors;
            if (!validate29(data.key_id, { instancePath: instancePath + "/key_id", parentData: data, parentDataProperty: "key_id", rootData })) {
              vErrors = vErrors === null ? validate29.errors : vErrors.concat(validate29.errors);
              errors = vErrors.length;
            }
            var valid0 = _errs2 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.public_key !== void 0) {
              const _errs3 = errors;
              if (!validate31(data.public_key, { instancePath: instancePath + "/public_key", parentData: data, parentDataProperty: "public_key", rootData })) {
                vErrors = vErrors === null ? validate31.errors : vErrors.concat(validate31.errors);
                errors = vErrors.length;
              }
              var valid0 = _errs3 === errors;
            } else {
              var valid0 = true;
            }
            if (valid0) {
              if (data.state !== void 0) {
                let data3 = data.state;
                const _errs4 = errors;
                if (!(data3 === "active" || data3 === "accepted" || data3 === "retired")) {
                  validate60.errors = [{ instancePath: instancePath + "/state", schemaPath: "#/properties/state/enum", keyword: "enum", params: { allowedValues: schema18.properties.state.enum } }];
                  return false;
                }
                var valid0 = _errs4 === errors;
              } else {
                var valid0 = true;
              }
              if (valid0) {
                if (data.expires_at !== void 0) {
                  let data4 = data.expires_at;
                  const _errs5 = errors;
                  const _errs6 = errors;
                  let valid1 = false;
                  const _errs7 = errors;
                  if (!validate22(data4, { instancePath: instancePath + "/expires_at", parentData: data, parentDataProperty: "expires_at", rootData })) {
                    vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                    errors = vErrors.length;
                  }
                  var _valid0 = _errs7 === errors;
                  valid1 = valid1 || _valid0;
                  if (!valid1) {
                    const _errs8 = errors;
                    if (data4 !== null) {
                      const err0 = { instancePath: instancePath + "/expires_at", schemaPath: "#/properties/expires_at/anyOf/1/type", keyword: "type", params: { type: "null" } };
                      if (vErrors === null) {
                        vErrors = [err0];
                      } else {
                        vErrors.push(err0);
                      }
                      errors++;
                    }
                    var _valid0 = _errs8 === errors;
                    valid1 = valid1 || _valid0;
                  }
                  if (!valid1) {
                    const err1 = { instancePath: instancePath + "/expires_at", schemaPath: "#/properties/expires_at/anyOf", keyword: "anyOf", params: {} };
                    if (vErrors === null) {
                      vErrors = [err1];
                    } else {
                      vErrors.push(err1);
                    }
                    errors++;
                    validate60.errors = vErrors;
                    return false;
                  } else {
                    errors = _errs6;
                    if (vErrors !== null) {
                      if (_errs6) {
                        vErrors.length = _errs6;
                      } else {
                        vErrors = null;
                      }
                    }
                  }
                  var valid0 = _errs5 === errors;
                } else {
                  var valid0 = true;
                }
                if (valid0) {
                  if (data.created_at !== void 0) {
                    const _errs10 = errors;
                    if (!validate22(data.created_at, { instancePath: instancePath + "/created_at", parentData: data, parentDataProperty: "created_at", rootData })) {
                      vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                      errors = vErrors.length;
                    }
                    var valid0 = _errs10 === errors;
                  } else {
                    var valid0 = true;
                  }
                }
              }
            }
          }
        }
      }
    } else {
      validate60.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate60.errors = vErrors;
  return errors === 0;
}
var validateAdminDomainList = validate66;
function validate67(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.domain === void 0 && (missing0 = "domain") || data.created_at === void 0 && (missing0 = "created_at") || data.keys === void 0 && (missing0 = "keys")) {
        validate67.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.domain !== void 0) {
          const _errs1 = errors;
          if (!validate27(data.domain, { instancePath: instancePath + "/domain", parentData: data, parentDataProperty: "domain", rootData })) {
            vErrors = vErrors === null ? validate27.errors : vErrors.concat(validate27.errors);
            errors = vErrors.length;
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.created_at !== void 0) {
            const _errs2 = errors;
            if (!validate22(data.created_at, { instancePath: instancePath + "/created_at", parentData: data, parentDataProperty: "created_at", rootData })) {
              vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
              errors = vErrors.length;
            }
            var valid0 = _errs2 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.keys !== void 0) {
              let data2 = data.keys;
              const _errs3 = errors;
              if (errors === _errs3) {
                if (Array.isArray(data2)) {
                  var valid1 = true;
                  const len0 = data2.length;
                  for (let i0 = 0; i0 < len0; i0++) {
                    const _errs5 = errors;
                    if (!validate60(data2[i0], { instancePath: instancePath + "/keys/" + i0, parentData: data2, parentDataProperty: i0, rootData })) {
                      vErrors = vErrors === null ? validate60.errors : vErrors.concat(validate60.errors);
                      errors = vErrors.length;
                    }
                    var valid1 = _errs5 === errors;
                    if (!valid1) {
                      break;
                    }
                  }
                } else {
                  validate67.errors = [{ instancePath: instancePath + "/keys", schemaPath: "#/properties/keys/type", keyword: "type", params: { type: "array" } }];
                  return false;
                }
              }
              var valid0 = _errs3 === errors;
            } else {
              var valid0 = true;
            }
          }
        }
      }
    } else {
      validate67.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate67.errors = vErrors;
  return errors === 0;
}
function validate66(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.domains === void 0 && (missing0 = "domains")) {
        validate66.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.domains !== void 0) {
          let data0 = data.domains;
          const _errs1 = errors;
          if (errors === _errs1) {
            if (Array.isArray(data0)) {
              var valid1 = true;
              const len0 = data0.length;
              for (let i0 = 0; i0 < len0; i0++) {
                const _errs3 = errors;
                if (!validate67(data0[i0], { instancePath: instancePath + "/domains/" + i0, parentData: data0, parentDataProperty: i0, rootData })) {
                  vErrors = vErrors === null ? validate67.errors : vErrors.concat(validate67.errors);
                  errors = vErrors.length;
                }
                var valid1 = _errs3 === errors;
                if (!valid1) {
                  break;
                }
              }
            } else {
              validate66.errors = [{ instancePath: instancePath + "/domains", schemaPath: "#/properties/domains/type", keyword: "type", params: { type: "array" } }];
              return false;
            }
          }
        }
      }
    } else {
      validate66.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate66.errors = vErrors;
  return errors === 0;
}
var validateAdminDomain = validate67;
var validateAdminErase = validate72;
function validate72(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      const _errs1 = errors;
      for (const key0 in data) {
        if (!(key0 === "after")) {
          validate72.errors = [{ instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } }];
          return false;
          break;
        }
      }
      if (_errs1 === errors) {
        if (data.after !== void 0) {
          let data0 = data.after;
          const _errs2 = errors;
          if (!(typeof data0 == "number" && (!(data0 % 1) && !isNaN(data0)) && isFinite(data0))) {
            validate72.errors = [{ instancePath: instancePath + "/after", schemaPath: "#/properties/after/type", keyword: "type", params: { type: "integer" } }];
            return false;
          }
          if (errors === _errs2) {
            if (typeof data0 == "number" && isFinite(data0)) {
              if (data0 > 9007199254740991 || isNaN(data0)) {
                validate72.errors = [{ instancePath: instancePath + "/after", schemaPath: "#/properties/after/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                return false;
              } else {
                if (data0 < 0 || isNaN(data0)) {
                  validate72.errors = [{ instancePath: instancePath + "/after", schemaPath: "#/properties/after/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                  return false;
                }
              }
            }
          }
        }
      }
    } else {
      validate72.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate72.errors = vErrors;
  return errors === 0;
}
var validateAdminErasedList = validate73;
var pattern5 = new RegExp("^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?@(?=.{1,253}$)(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)*(?![0-9]+$|0[xX][0-9A-Fa-f]*$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$", "");
function validate75(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (typeof data === "string") {
      if (data.length > 318) {
        validate75.errors = [{ instancePath, schemaPath: "UserAddress/maxLength", keyword: "maxLength", params: { limit: 318 } }];
        return false;
      } else {
        if (!pattern5.test(data)) {
          validate75.errors = [{ instancePath, schemaPath: "UserAddress/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?@(?=.{1,253}$)(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)*(?![0-9]+$|0[xX][0-9A-Fa-f]*$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$" } }];
          return false;
        }
      }
    } else {
      validate75.errors = [{ instancePath, schemaPath: "UserAddress/type", keyword: "type", params: { type: "string" } }];
      return false;
    }
  }
  validate75.errors = vErrors;
  return errors === 0;
}
function validate74(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.user === void 0 && (missing0 = "user") || data.actor === void 0 && (missing0 = "actor") || data.begun_at === void 0 && (missing0 = "begun_at") || data.finished_at === void 0 && (missing0 = "finished_at")) {
        validate74.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.user !== void 0) {
          const _errs1 = errors;
          if (!validate75(data.user, { instancePath: instancePath + "/user", parentData: data, parentDataProperty: "user", rootData })) {
            vErrors = vErrors === null ? validate75.errors : vErrors.concat(validate75.errors);
            errors = vErrors.length;
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.actor !== void 0) {
            const _errs2 = errors;
            if (typeof data.actor !== "string") {
              validate74.errors = [{ instancePath: instancePath + "/actor", schemaPath: "#/properties/actor/type", keyword: "type", params: { type: "string" } }];
              return false;
            }
            var valid0 = _errs2 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.begun_at !== void 0) {
              const _errs4 = errors;
              if (!validate22(data.begun_at, { instancePath: instancePath + "/begun_at", parentData: data, parentDataProperty: "begun_at", rootData })) {
                vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                errors = vErrors.length;
              }
              var valid0 = _errs4 === errors;
            } else {
              var valid0 = true;
            }
            if (valid0) {
              if (data.finished_at !== void 0) {
                let data3 = data.finished_at;
                const _errs5 = errors;
                const _errs6 = errors;
                let valid1 = false;
                const _errs7 = errors;
                if (!validate22(data3, { instancePath: instancePath + "/finished_at", parentData: data, parentDataProperty: "finished_at", rootData })) {
                  vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                  errors = vErrors.length;
                }
                var _valid0 = _errs7 === errors;
                valid1 = valid1 || _valid0;
                if (!valid1) {
                  const _errs8 = errors;
                  if (data3 !== null) {
                    const err0 = { instancePath: instancePath + "/finished_at", schemaPath: "#/properties/finished_at/anyOf/1/type", keyword: "type", params: { type: "null" } };
                    if (vErrors === null) {
                      vErrors = [err0];
                    } else {
                      vErrors.push(err0);
                    }
                    errors++;
                  }
                  var _valid0 = _errs8 === errors;
                  valid1 = valid1 || _valid0;
                }
                if (!valid1) {
                  const err1 = { instancePath: instancePath + "/finished_at", schemaPath: "#/properties/finished_at/anyOf", keyword: "anyOf", params: {} };
                  if (vErrors === null) {
                    vErrors = [err1];
                  } else {
                    vErrors.push(err1);
                  }
                  errors++;
                  validate74.errors = vErrors;
                  return false;
                } else {
                  errors = _errs6;
                  if (vErrors !== null) {
                    if (_errs6) {
                      vErrors.length = _errs6;
                    } else {
                      vErrors = null;
                    }
                  }
                }
                var valid0 = _errs5 === errors;
              } else {
                var valid0 = true;
              }
            }
          }
        }
      }
    } else {
      validate74.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate74.errors = vErrors;
  return errors === 0;
}
function validate73(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.users === void 0 && (missing0 = "users") || data.next === void 0 && (missing0 = "next")) {
        validate73.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.users !== void 0) {
          let data0 = data.users;
          const _errs1 = errors;
          if (errors === _errs1) {
            if (Array.isArray(data0)) {
              var valid1 = true;
              const len0 = data0.length;
              for (let i0 = 0; i0 < len0; i0++) {
                const _errs3 = errors;
                if (!validate74(data0[i0], { instancePath: instancePath + "/users/" + i0, parentData: data0, parentDataProperty: i0, rootData })) {
                  vErrors = vErrors === null ? validate74.errors : vErrors.concat(validate74.errors);
                  errors = vErrors.length;
                }
                var valid1 = _errs3 === errors;
                if (!valid1) {
                  break;
                }
              }
            } else {
              validate73.errors = [{ instancePath: instancePath + "/users", schemaPath: "#/properties/users/type", keyword: "type", params: { type: "array" } }];
              return false;
            }
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.next !== void 0) {
            let data2 = data.next;
            const _errs4 = errors;
            const _errs5 = errors;
            let valid2 = false;
            const _errs6 = errors;
            if (!validate75(data2, { instancePath: instancePath + "/next", parentData: data, parentDataProperty: "next", rootData })) {
              vErrors = vErrors === null ? validate75.errors : vErrors.concat(validate75.errors);
              errors = vErrors.length;
            }
            var _valid0 = _errs6 === errors;
            valid2 = valid2 || _valid0;
            if (!valid2) {
              const _errs7 = errors;
              if (data2 !== null) {
                const err0 = { instancePath: instancePath + "/next", schemaPath: "#/properties/next/anyOf/1/type", keyword: "type", params: { type: "null" } };
                if (vErrors === null) {
                  vErrors = [err0];
                } else {
                  vErrors.push(err0);
                }
                errors++;
              }
              var _valid0 = _errs7 === errors;
              valid2 = valid2 || _valid0;
            }
            if (!valid2) {
              const err1 = { instancePath: instancePath + "/next", schemaPath: "#/properties/next/anyOf", keyword: "anyOf", params: {} };
              if (vErrors === null) {
                vErrors = [err1];
              } else {
                vErrors.push(err1);
              }
              errors++;
              validate73.errors = vErrors;
              return false;
            } else {
              errors = _errs5;
              if (vErrors !== null) {
                if (_errs5) {
                  vErrors.length = _errs5;
                } else {
                  vErrors = null;
                }
              }
            }
            var valid0 = _errs4 === errors;
          } else {
            var valid0 = true;
          }
        }
      }
    } else {
      validate73.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate73.errors = vErrors;
  return errors === 0;
}
var validateAdminErasedUser = validate74;
var validateAdminErasure = validate81;
var schema25 = { "type": "object", "required": ["user", "state", "waiting", "removed", "next"], "properties": { "user": { "$ref": "UserAddress" }, "state": { "enum": ["running", "waiting", "erased"] }, "waiting": { "type": "integer", "minimum": 0, "maximum": 9007199254740991 }, "removed": { "type": "object", "additionalProperties": { "type": "integer", "minimum": 0, "maximum": 9007199254740991 } }, "next": { "anyOf": [{ "type": "integer", "minimum": 0, "maximum": 9007199254740991 }, { "type": "null" }] } } };
function validate81(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.user === void 0 && (missing0 = "user") || data.state === void 0 && (missing0 = "state") || data.waiting === void 0 && (missing0 = "waiting") || data.removed === void 0 && (missing0 = "removed") || data.next === void 0 && (missing0 = "next")) {
        validate81.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.user !== void 0) {
          const _errs1 = errors;
          if (!validate75(data.user, { instancePath: instancePath + "/user", parentData: data, parentDataProperty: "user", rootData })) {
            vErrors = vErrors === null ? validate75.errors : vErrors.concat(validate75.errors);
            errors = vErrors.length;
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.state !== void 0) {
            let data1 = data.state;
            const _errs2 = errors;
            if (!(data1 === "running" || data1 === "waiting" || data1 === "erased")) {
              validate81.errors = [{ instancePath: instancePath + "/state", schemaPath: "#/properties/state/enum", keyword: "enum", params: { allowedValues: schema25.properties.state.enum } }];
              return false;
            }
            var valid0 = _errs2 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.waiting !== void 0) {
              let data2 = data.waiting;
              const _errs3 = errors;
              if (!(typeof data2 == "number" && (!(data2 % 1) && !isNaN(data2)) && isFinite(data2))) {
                validate81.errors = [{ instancePath: instancePath + "/waiting", schemaPath: "#/properties/waiting/type", keyword: "type", params: { type: "integer" } }];
                return false;
              }
              if (errors === _errs3) {
                if (typeof data2 == "number" && isFinite(data2)) {
                  if (data2 > 9007199254740991 || isNaN(data2)) {
                    validate81.errors = [{ instancePath: instancePath + "/waiting", schemaPath: "#/properties/waiting/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                    return false;
                  } else {
                    if (data2 < 0 || isNaN(data2)) {
                      validate81.errors = [{ instancePath: instancePath + "/waiting", schemaPath: "#/properties/waiting/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                      return false;
                    }
                  }
                }
              }
              var valid0 = _errs3 === errors;
            } else {
              var valid0 = true;
            }
            if (valid0) {
              if (data.removed !== void 0) {
                let data3 = data.removed;
                const _errs5 = errors;
                if (errors === _errs5) {
                  if (data3 && typeof data3 == "object" && !Array.isArray(data3)) {
                    for (const key0 in data3) {
                      let data4 = data3[key0];
                      const _errs8 = errors;
                      if (!(typeof data4 == "number" && (!(data4 % 1) && !isNaN(data4)) && isFinite(data4))) {
                        validate81.errors = [{ instancePath: instancePath + "/removed/" + key0.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/properties/removed/additionalProperties/type", keyword: "type", params: { type: "integer" } }];
                        return false;
                      }
                      if (errors === _errs8) {
                        if (typeof data4 == "number" && isFinite(data4)) {
                          if (data4 > 9007199254740991 || isNaN(data4)) {
                            validate81.errors = [{ instancePath: instancePath + "/removed/" + key0.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/properties/removed/additionalProperties/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                            return false;
                          } else {
                            if (data4 < 0 || isNaN(data4)) {
                              validate81.errors = [{ instancePath: instancePath + "/removed/" + key0.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/properties/removed/additionalProperties/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                              return false;
                            }
                          }
                        }
                      }
                      var valid1 = _errs8 === errors;
                      if (!valid1) {
                        break;
                      }
                    }
                  } else {
                    validate81.errors = [{ instancePath: instancePath + "/removed", schemaPath: "#/properties/removed/type", keyword: "type", params: { type: "object" } }];
                    return false;
                  }
                }
                var valid0 = _errs5 === errors;
              } else {
                var valid0 = true;
              }
              if (valid0) {
                if (data.next !== void 0) {
                  let data5 = data.next;
                  const _errs10 = errors;
                  const _errs11 = errors;
                  let valid2 = false;
                  const _errs12 = errors;
                  if (!(typeof data5 == "number" && (!(data5 % 1) && !isNaN(data5)) && isFinite(data5))) {
                    const err0 = { instancePath: instancePath + "/next", schemaPath: "#/properties/next/anyOf/0/type", keyword: "type", params: { type: "integer" } };
                    if (vErrors === null) {
                      vErrors = [err0];
                    } else {
                      vErrors.push(err0);
                    }
                    errors++;
                  }
                  if (errors === _errs12) {
                    if (typeof data5 == "number" && isFinite(data5)) {
                      if (data5 > 9007199254740991 || isNaN(data5)) {
                        const err1 = { instancePath: instancePath + "/next", schemaPath: "#/properties/next/anyOf/0/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } };
                        if (vErrors === null) {
                          vErrors = [err1];
                        } else {
                          vErrors.push(err1);
                        }
                        errors++;
                      } else {
                        if (data5 < 0 || isNaN(data5)) {
                          const err2 = { instancePath: instancePath + "/next", schemaPath: "#/properties/next/anyOf/0/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } };
                          if (vErrors === null) {
                            vErrors = [err2];
                          } else {
                            vErrors.push(err2);
                          }
                          errors++;
                        }
                      }
                    }
                  }
                  var _valid0 = _errs12 === errors;
                  valid2 = valid2 || _valid0;
                  if (!valid2) {
                    const _errs14 = errors;
                    if (data5 !== null) {
                      const err3 = { instancePath: instancePath + "/next", schemaPath: "#/properties/next/anyOf/1/type", keyword: "type", params: { type: "null" } };
                      if (vErrors === null) {
                        vErrors = [err3];
                      } else {
                        vErrors.push(err3);
                      }
                      errors++;
                    }
                    var _valid0 = _errs14 === errors;
                    valid2 = valid2 || _valid0;
                  }
                  if (!valid2) {
                    const err4 = { instancePath: instancePath + "/next", schemaPath: "#/properties/next/anyOf", keyword: "anyOf", params: {} };
                    if (vErrors === null) {
                      vErrors = [err4];
                    } else {
                      vErrors.push(err4);
                    }
                    errors++;
                    validate81.errors = vErrors;
                    return false;
                  } else {
                    errors = _errs11;
                    if (vErrors !== null) {
                      if (_errs11) {
                        vErrors.length = _errs11;
                      } else {
                        vErrors = null;
                      }
                    }
                  }
                  var valid0 = _errs10 === errors;
                } else {
                  var valid0 = true;
                }
              }
            }
          }
        }
      }
    } else {
      validate81.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate81.errors = vErrors;
  return errors === 0;
}
var validateAdminIdentity = validate83;
var schema26 = { "type": "object", "required": ["name", "role", "expires_at"], "properties": { "name": { "type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[A-Za-z0-9][A-Za-z0-9@._-]*$" }, "role": { "enum": ["viewer", "operator", "admin"] }, "expires_at": { "$ref": "Milliseconds" } } };
var pattern6 = new RegExp("^[A-Za-z0-9][A-Za-z0-9@._-]*$", "");
function validate83(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.name === void 0 && (missing0 = "name") || data.role === void 0 && (missing0 = "role") || data.expires_at === void 0 && (missing0 = "expires_at")) {
        validate83.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.name !== void 0) {
          let data0 = data.name;
          const _errs1 = errors;
          if (errors === _errs1) {
            if (typeof data0 === "string") {
              if (data0.length > 64) {
                validate83.errors = [{ instancePath: instancePath + "/name", schemaPath: "#/properties/name/maxLength", keyword: "maxLength", params: { limit: 64 } }];
                return false;
              } else {
                if (data0.length < 1) {
                  validate83.errors = [{ instancePath: instancePath + "/name", schemaPath: "#/properties/name/minLength", keyword: "minLength", params: { limit: 1 } }];
                  return false;
                } else {
                  if (!pattern6.test(data0)) {
                    validate83.errors = [{ instancePath: instancePath + "/name", schemaPath: "#/properties/name/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z0-9][A-Za-z0-9@._-]*$" } }];
                    return false;
                  }
                }
              }
            } else {
              validate83.errors = [{ instancePath: instancePath + "/name", schemaPath: "#/properties/name/type", keyword: "type", params: { type: "string" } }];
              return false;
            }
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.role !== void 0) {
            let data1 = data.role;
            const _errs3 = errors;
            if (!(data1 === "viewer" || data1 === "operator" || data1 === "admin")) {
              validate83.errors = [{ instancePath: instancePath + "/role", schemaPath: "#/properties/role/enum", keyword: "enum", params: { allowedValues: schema26.properties.role.enum } }];
              return false;
            }
            var valid0 = _errs3 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.expires_at !== void 0) {
              const _errs4 = errors;
              if (!validate22(data.expires_at, { instancePath: instancePath + "/expires_at", parentData: data, parentDataProperty: "expires_at", rootData })) {
                vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                errors = vErrors.length;
              }
              var valid0 = _errs4 === errors;
            } else {
              var valid0 = true;
            }
          }
        }
      }
    } else {
      validate83.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate83.errors = vErrors;
  return errors === 0;
}
var validateAdminKeyActivation = validate85;
function validate85(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      const _errs1 = errors;
      for (const key0 in data) {
        if (!(key0 === "overlap_days")) {
          validate85.errors = [{ instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } }];
          return false;
          break;
        }
      }
      if (_errs1 === errors) {
        if (data.overlap_days !== void 0) {
          let data0 = data.overlap_days;
          const _errs2 = errors;
          if (!(typeof data0 == "number" && (!(data0 % 1) && !isNaN(data0)) && isFinite(data0))) {
            validate85.errors = [{ instancePath: instancePath + "/overlap_days", schemaPath: "#/properties/overlap_days/type", keyword: "type", params: { type: "integer" } }];
            return false;
          }
          if (errors === _errs2) {
            if (typeof data0 == "number" && isFinite(data0)) {
              if (data0 > 3650 || isNaN(data0)) {
                validate85.errors = [{ instancePath: instancePath + "/overlap_days", schemaPath: "#/properties/overlap_days/maximum", keyword: "maximum", params: { comparison: "<=", limit: 3650 } }];
                return false;
              } else {
                if (data0 < 0 || isNaN(data0)) {
                  validate85.errors = [{ instancePath: instancePath + "/overlap_days", schemaPath: "#/properties/overlap_days/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                  return false;
                }
              }
            }
          }
        }
      }
    } else {
      validate85.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate85.errors = vErrors;
  return errors === 0;
}
var validateAdminMadeToken = validate86;
var schema28 = { "type": "object", "required": ["name", "role", "created_at", "expires_at", "last_used_at", "revoked_at", "token"], "properties": { "name": { "type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[A-Za-z0-9][A-Za-z0-9@._-]*$" }, "role": { "enum": ["viewer", "operator", "admin"] }, "created_at": { "$ref": "Milliseconds" }, "expires_at": { "$ref": "Milliseconds" }, "last_used_at": { "anyOf": [{ "$ref": "Milliseconds" }, { "type": "null" }] }, "revoked_at": { "anyOf": [{ "$ref": "Milliseconds" }, { "type": "null" }] }, "token": { "type": "string", "maxLength": 128 } } };
function validate86(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.name === void 0 && (missing0 = "name") || data.role === void 0 && (missing0 = "role") || data.created_at === void 0 && (missing0 = "created_at") || data.expires_at === void 0 && (missing0 = "expires_at") || data.last_used_at === void 0 && (missing0 = "last_used_at") || data.revoked_at === void 0 && (missing0 = "revoked_at") || data.token === void 0 && (missing0 = "token")) {
        validate86.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.name !== void 0) {
          let data0 = data.name;
          const _errs1 = errors;
          if (errors === _errs1) {
            if (typeof data0 === "string") {
              if (data0.length > 64) {
                validate86.errors = [{ instancePath: instancePath + "/name", schemaPath: "#/properties/name/maxLength", keyword: "maxLength", params: { limit: 64 } }];
                return false;
              } else {
                if (data0.length < 1) {
                  validate86.errors = [{ instancePath: instancePath + "/name", schemaPath: "#/properties/name/minLength", keyword: "minLength", params: { limit: 1 } }];
                  return false;
                } else {
                  if (!pattern6.test(data0)) {
                    validate86.errors = [{ instancePath: instancePath + "/name", schemaPath: "#/properties/name/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z0-9][A-Za-z0-9@._-]*$" } }];
                    return false;
                  }
                }
              }
            } else {
              validate86.errors = [{ instancePath: instancePath + "/name", schemaPath: "#/properties/name/type", keyword: "type", params: { type: "string" } }];
              return false;
            }
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.role !== void 0) {
            let data1 = data.role;
            const _errs3 = errors;
            if (!(data1 === "viewer" || data1 === "operator" || data1 === "admin")) {
              validate86.errors = [{ instancePath: instancePath + "/role", schemaPath: "#/properties/role/enum", keyword: "enum", params: { allowedValues: schema28.properties.role.enum } }];
              return false;
            }
            var valid0 = _errs3 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.created_at !== void 0) {
              const _errs4 = errors;
              if (!validate22(data.created_at, { instancePath: instancePath + "/created_at", parentData: data, parentDataProperty: "created_at", rootData })) {
                vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                errors = vErrors.length;
              }
              var valid0 = _errs4 === errors;
            } else {
              var valid0 = true;
            }
            if (valid0) {
              if (data.expires_at !== void 0) {
                const _errs5 = errors;
                if (!validate22(data.expires_at, { instancePath: instancePath + "/expires_at", parentData: data, parentDataProperty: "expires_at", rootData })) {
                  vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                  errors = vErrors.length;
                }
                var valid0 = _errs5 === errors;
              } else {
                var valid0 = true;
              }
              if (valid0) {
                if (data.last_used_at !== void 0) {
                  let data4 = data.last_used_at;
                  const _errs6 = errors;
                  const _errs7 = errors;
                  let valid1 = false;
                  const _errs8 = errors;
                  if (!validate22(data4, { instancePath: instancePath + "/last_used_at", parentData: data, parentDataProperty: "last_used_at", rootData })) {
                    vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                    errors = vErrors.length;
                  }
                  var _valid0 = _errs8 === errors;
                  valid1 = valid1 || _valid0;
                  if (!valid1) {
                    const _errs9 = errors;
                    if (data4 !== null) {
                      const err0 = { instancePath: instancePath + "/last_used_at", schemaPath: "#/properties/last_used_at/anyOf/1/type", keyword: "type", params: { type: "null" } };
                      if (vErrors === null) {
                        vErrors = [err0];
                      } else {
                        vErrors.push(err0);
                      }
                      errors++;
                    }
                    var _valid0 = _errs9 === errors;
                    valid1 = valid1 || _valid0;
                  }
                  if (!valid1) {
                    const err1 = { instancePath: instancePath + "/last_used_at", schemaPath: "#/properties/last_used_at/anyOf", keyword: "anyOf", params: {} };
                    if (vErrors === null) {
                      vErrors = [err1];
                    } else {
                      vErrors.push(err1);
                    }
                    errors++;
                    validate86.errors = vErrors;
                    return false;
                  } else {
                    errors = _errs7;
                    if (vErrors !== null) {
                      if (_errs7) {
                        vErrors.length = _errs7;
                      } else {
                        vErrors = null;
                      }
                    }
                  }
                  var valid0 = _errs6 === errors;
                } else {
                  var valid0 = true;
                }
                if (valid0) {
                  if (data.revoked_at !== void 0) {
                    let data5 = data.revoked_at;
                    const _errs11 = errors;
                    const _errs12 = errors;
                    let valid2 = false;
                    const _errs13 = errors;
                    if (!validate22(data5, { instancePath: instancePath + "/revoked_at", parentData: data, parentDataProperty: "revoked_at", rootData })) {
                      vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                      errors = vErrors.length;
                    }
                    var _valid1 = _errs13 === errors;
                    valid2 = valid2 || _valid1;
                    if (!valid2) {
                      const _errs14 = errors;
                      if (data5 !== null) {
                        const err2 = { instancePath: instancePath + "/revoked_at", schemaPath: "#/properties/revoked_at/anyOf/1/type", keyword: "type", params: { type: "null" } };
                        if (vErrors === null) {
                          vErrors = [err2];
                        } else {
                          vErrors.push(err2);
                        }
                        errors++;
                      }
                      var _valid1 = _errs14 === errors;
                      valid2 = valid2 || _valid1;
                    }
                    if (!valid2) {
                      const err3 = { instancePath: instancePath + "/revoked_at", schemaPath: "#/properties/revoked_at/anyOf", keyword: "anyOf", params: {} };
                      if (vErrors === null) {
                        vErrors = [err3];
                      } else {
                        vErrors.push(err3);
                      }
                      errors++;
                      validate86.errors = vErrors;
                      return false;
                    } else {
                      errors = _errs12;
                      if (vErrors !== null) {
                        if (_errs12) {
                          vErrors.length = _errs12;
                        } else {
                          vErrors = null;
                        }
                      }
                    }
                    var valid0 = _errs11 === errors;
                  } else {
                    var valid0 = true;
                  }
                  if (valid0) {
                    if (data.token !== void 0) {
                      let data6 = data.token;
                      const _errs16 = errors;
                      if (errors === _errs16) {
                        if (typeof data6 === "string") {
                          if (data6.length > 128) {
                            validate86.errors = [{ instancePath: instancePath + "/token", schemaPath: "#/properties/token/maxLength", keyword: "maxLength", params: { limit: 128 } }];
                            return false;
                          }
                        } else {
                          validate86.errors = [{ instancePath: instancePath + "/token", schemaPath: "#/properties/token/type", keyword: "type", params: { type: "string" } }];
                          return false;
                        }
                      }
                      var valid0 = _errs16 === errors;
                    } else {
                      var valid0 = true;
                    }
                  }
                }
              }
            }
          }
        }
      }
    } else {
      validate86.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate86.errors = vErrors;
  return errors === 0;
}
var validateAdminNewDomain = validate91;
var pattern8 = new RegExp("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", "");
function validate91(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.domain === void 0 && (missing0 = "domain")) {
        validate91.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        const _errs1 = errors;
        for (const key0 in data) {
          if (!(key0 === "domain" || key0 === "key_id" || key0 === "public_key")) {
            validate91.errors = [{ instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } }];
            return false;
            break;
          }
        }
        if (_errs1 === errors) {
          if (data.domain !== void 0) {
            const _errs2 = errors;
            if (!validate27(data.domain, { instancePath: instancePath + "/domain", parentData: data, parentDataProperty: "domain", rootData })) {
              vErrors = vErrors === null ? validate27.errors : vErrors.concat(validate27.errors);
              errors = vErrors.length;
            }
            var valid0 = _errs2 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.key_id !== void 0) {
              let data1 = data.key_id;
              const _errs3 = errors;
              if (errors === _errs3) {
                if (typeof data1 === "string") {
                  if (data1.length > 64) {
                    validate91.errors = [{ instancePath: instancePath + "/key_id", schemaPath: "#/properties/key_id/maxLength", keyword: "maxLength", params: { limit: 64 } }];
                    return false;
                  } else {
                    if (!pattern8.test(data1)) {
                      validate91.errors = [{ instancePath: instancePath + "/key_id", schemaPath: "#/properties/key_id/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$" } }];
                      return false;
                    }
                  }
                } else {
                  validate91.errors = [{ instancePath: instancePath + "/key_id", schemaPath: "#/properties/key_id/type", keyword: "type", params: { type: "string" } }];
                  return false;
                }
              }
              var valid0 = _errs3 === errors;
            } else {
              var valid0 = true;
            }
            if (valid0) {
              if (data.public_key !== void 0) {
                const _errs5 = errors;
                if (!validate31(data.public_key, { instancePath: instancePath + "/public_key", parentData: data, parentDataProperty: "public_key", rootData })) {
                  vErrors = vErrors === null ? validate31.errors : vErrors.concat(validate31.errors);
                  errors = vErrors.length;
                }
                var valid0 = _errs5 === errors;
              } else {
                var valid0 = true;
              }
            }
          }
        }
      }
    } else {
      validate91.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate91.errors = vErrors;
  return errors === 0;
}
var validateAdminNewKey = validate94;
function validate94(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.key_id === void 0 && (missing0 = "key_id")) {
        validate94.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        const _errs1 = errors;
        for (const key0 in data) {
          if (!(key0 === "key_id" || key0 === "public_key" || key0 === "activate" || key0 === "overlap_days")) {
            validate94.errors = [{ instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } }];
            return false;
            break;
          }
        }
        if (_errs1 === errors) {
          if (data.key_id !== void 0) {
            let data0 = data.key_id;
            const _errs2 = errors;
            if (errors === _errs2) {
              if (typeof data0 === "string") {
                if (data0.length > 64) {
                  validate94.errors = [{ instancePath: instancePath + "/key_id", schemaPath: "#/properties/key_id/maxLength", keyword: "maxLength", params: { limit: 64 } }];
                  return false;
                } else {
                  if (!pattern8.test(data0)) {
                    validate94.errors = [{ instancePath: instancePath + "/key_id", schemaPath: "#/properties/key_id/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$" } }];
                    return false;
                  }
                }
              } else {
                validate94.errors = [{ instancePath: instancePath + "/key_id", schemaPath: "#/properties/key_id/type", keyword: "type", params: { type: "string" } }];
                return false;
              }
            }
            var valid0 = _errs2 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.public_key !== void 0) {
              const _errs4 = errors;
              if (!validate31(data.public_key, { instancePath: instancePath + "/public_key", parentData: data, parentDataProperty: "public_key", rootData })) {
                vErrors = vErrors === null ? validate31.errors : vErrors.concat(validate31.errors);
                errors = vErrors.length;
              }
              var valid0 = _errs4 === errors;
            } else {
              var valid0 = true;
            }
            if (valid0) {
              if (data.activate !== void 0) {
                const _errs5 = errors;
                if (typeof data.activate !== "boolean") {
                  validate94.errors = [{ instancePath: instancePath + "/activate", schemaPath: "#/properties/activate/type", keyword: "type", params: { type: "boolean" } }];
                  return false;
                }
                var valid0 = _errs5 === errors;
              } else {
                var valid0 = true;
              }
              if (valid0) {
                if (data.overlap_days !== void 0) {
                  let data3 = data.overlap_days;
                  const _errs7 = errors;
                  if (!(typeof data3 == "number" && (!(data3 % 1) && !isNaN(data3)) && isFinite(data3))) {
                    validate94.errors = [{ instancePath: instancePath + "/overlap_days", schemaPath: "#/properties/overlap_days/type", keyword: "type", params: { type: "integer" } }];
                    return false;
                  }
                  if (errors === _errs7) {
                    if (typeof data3 == "number" && isFinite(data3)) {
                      if (data3 > 3650 || isNaN(data3)) {
                        validate94.errors = [{ instancePath: instancePath + "/overlap_days", schemaPath: "#/properties/overlap_days/maximum", keyword: "maximum", params: { comparison: "<=", limit: 3650 } }];
                        return false;
                      } else {
                        if (data3 < 0 || isNaN(data3)) {
                          validate94.errors = [{ instancePath: instancePath + "/overlap_days", schemaPath: "#/properties/overlap_days/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                          return false;
                        }
                      }
                    }
                  }
                  var valid0 = _errs7 === errors;
                } else {
                  var valid0 = true;
                }
              }
            }
          }
        }
      }
    } else {
      validate94.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate94.errors = vErrors;
  return errors === 0;
}
var validateAdminNewToken = validate96;
var schema31 = { "type": "object", "required": ["name", "role"], "properties": { "name": { "type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[A-Za-z0-9][A-Za-z0-9@._-]*$" }, "role": { "enum": ["viewer", "operator", "admin"] }, "expires_in_days": { "type": "integer", "minimum": 1, "maximum": 3650 } }, "additionalProperties": false };
function validate96(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.name === void 0 && (missing0 = "name") || data.role === void 0 && (missing0 = "role")) {
        validate96.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        const _errs1 = errors;
        for (const key0 in data) {
          if (!(key0 === "name" || key0 === "role" || key0 === "expires_in_days")) {
            validate96.errors = [{ instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } }];
            return false;
            break;
          }
        }
        if (_errs1 === errors) {
          if (data.name !== void 0) {
            let data0 = data.name;
            const _errs2 = errors;
            if (errors === _errs2) {
              if (typeof data0 === "string") {
                if (data0.length > 64) {
                  validate96.errors = [{ instancePath: instancePath + "/name", schemaPath: "#/properties/name/maxLength", keyword: "maxLength", params: { limit: 64 } }];
                  return false;
                } else {
                  if (data0.length < 1) {
                    validate96.errors = [{ instancePath: instancePath + "/name", schemaPath: "#/properties/name/minLength", keyword: "minLength", params: { limit: 1 } }];
                    return false;
                  } else {
                    if (!pattern6.test(data0)) {
                      validate96.errors = [{ instancePath: instancePath + "/name", schemaPath: "#/properties/name/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z0-9][A-Za-z0-9@._-]*$" } }];
                      return false;
                    }
                  }
                }
              } else {
                validate96.errors = [{ instancePath: instancePath + "/name", schemaPath: "#/properties/name/type", keyword: "type", params: { type: "string" } }];
                return false;
              }
            }
            var valid0 = _errs2 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.role !== void 0) {
              let data1 = data.role;
              const _errs4 = errors;
              if (!(data1 === "viewer" || data1 === "operator" || data1 === "admin")) {
                validate96.errors = [{ instancePath: instancePath + "/role", schemaPath: "#/properties/role/enum", keyword: "enum", params: { allowedValues: schema31.properties.role.enum } }];
                return false;
              }
              var valid0 = _errs4 === errors;
            } else {
              var valid0 = true;
            }
            if (valid0) {
              if (data.expires_in_days !== void 0) {
                let data2 = data.expires_in_days;
                const _errs5 = errors;
                if (!(typeof data2 == "number" && (!(data2 % 1) && !isNaN(data2)) && isFinite(data2))) {
                  validate96.errors = [{ instancePath: instancePath + "/expires_in_days", schemaPath: "#/properties/expires_in_days/type", keyword: "type", params: { type: "integer" } }];
                  return false;
                }
                if (errors === _errs5) {
                  if (typeof data2 == "number" && isFinite(data2)) {
                    if (data2 > 3650 || isNaN(data2)) {
                      validate96.errors = [{ instancePath: instancePath + "/expires_in_days", schemaPath: "#/properties/expires_in_days/maximum", keyword: "maximum", params: { comparison: "<=", limit: 3650 } }];
                      return false;
                    } else {
                      if (data2 < 1 || isNaN(data2)) {
                        validate96.errors = [{ instancePath: instancePath + "/expires_in_days", schemaPath: "#/properties/expires_in_days/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 } }];
                        return false;
                      }
                    }
                  }
                }
                var valid0 = _errs5 === errors;
              } else {
                var valid0 = true;
              }
            }
          }
        }
      }
    } else {
      validate96.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate96.errors = vErrors;
  return errors === 0;
}
var validateAdminNewUser = validate97;
function validate97(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.user === void 0 && (missing0 = "user") || data.password === void 0 && (missing0 = "password")) {
        validate97.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        const _errs1 = errors;
        for (const key0 in data) {
          if (!(key0 === "user" || key0 === "password")) {
            validate97.errors = [{ instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } }];
            return false;
            break;
          }
        }
        if (_errs1 === errors) {
          if (data.user !== void 0) {
            const _errs2 = errors;
            if (!validate75(data.user, { instancePath: instancePath + "/user", parentData: data, parentDataProperty: "user", rootData })) {
              vErrors = vErrors === null ? validate75.errors : vErrors.concat(validate75.errors);
              errors = vErrors.length;
            }
            var valid0 = _errs2 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.password !== void 0) {
              let data1 = data.password;
              const _errs3 = errors;
              if (errors === _errs3) {
                if (typeof data1 === "string") {
                  if (data1.length > 1024) {
                    validate97.errors = [{ instancePath: instancePath + "/password", schemaPath: "#/properties/password/maxLength", keyword: "maxLength", params: { limit: 1024 } }];
                    return false;
                  } else {
                    if (data1.length < 8) {
                      validate97.errors = [{ instancePath: instancePath + "/password", schemaPath: "#/properties/password/minLength", keyword: "minLength", params: { limit: 8 } }];
                      return false;
                    }
                  }
                } else {
                  validate97.errors = [{ instancePath: instancePath + "/password", schemaPath: "#/properties/password/type", keyword: "type", params: { type: "string" } }];
                  return false;
                }
              }
              var valid0 = _errs3 === errors;
            } else {
              var valid0 = true;
            }
          }
        }
      }
    } else {
      validate97.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate97.errors = vErrors;
  return errors === 0;
}
var validateAdminOrphanSearch = validate99;
function validate99(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      const _errs1 = errors;
      for (const key0 in data) {
        if (!(key0 === "remove" || key0 === "min_age_hours" || key0 === "after")) {
          validate99.errors = [{ instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } }];
          return false;
          break;
        }
      }
      if (_errs1 === errors) {
        if (data.remove !== void 0) {
          const _errs2 = errors;
          if (typeof data.remove !== "boolean") {
            validate99.errors = [{ instancePath: instancePath + "/remove", schemaPath: "#/properties/remove/type", keyword: "type", params: { type: "boolean" } }];
            return false;
          }
          var valid0 = _errs2 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.min_age_hours !== void 0) {
            let data1 = data.min_age_hours;
            const _errs4 = errors;
            if (!(typeof data1 == "number" && (!(data1 % 1) && !isNaN(data1)) && isFinite(data1))) {
              validate99.errors = [{ instancePath: instancePath + "/min_age_hours", schemaPath: "#/properties/min_age_hours/type", keyword: "type", params: { type: "integer" } }];
              return false;
            }
            if (errors === _errs4) {
              if (typeof data1 == "number" && isFinite(data1)) {
                if (data1 > 87600 || isNaN(data1)) {
                  validate99.errors = [{ instancePath: instancePath + "/min_age_hours", schemaPath: "#/properties/min_age_hours/maximum", keyword: "maximum", params: { comparison: "<=", limit: 87600 } }];
                  return false;
                } else {
                  if (data1 < 24 || isNaN(data1)) {
                    validate99.errors = [{ instancePath: instancePath + "/min_age_hours", schemaPath: "#/properties/min_age_hours/minimum", keyword: "minimum", params: { comparison: ">=", limit: 24 } }];
                    return false;
                  }
                }
              }
            }
            var valid0 = _errs4 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.after !== void 0) {
              let data2 = data.after;
              const _errs6 = errors;
              if (errors === _errs6) {
                if (typeof data2 === "string") {
                  if (data2.length > 200) {
                    validate99.errors = [{ instancePath: instancePath + "/after", schemaPath: "#/properties/after/maxLength", keyword: "maxLength", params: { limit: 200 } }];
                    return false;
                  } else {
                    if (data2.length < 1) {
                      validate99.errors = [{ instancePath: instancePath + "/after", schemaPath: "#/properties/after/minLength", keyword: "minLength", params: { limit: 1 } }];
                      return false;
                    }
                  }
                } else {
                  validate99.errors = [{ instancePath: instancePath + "/after", schemaPath: "#/properties/after/type", keyword: "type", params: { type: "string" } }];
                  return false;
                }
              }
              var valid0 = _errs6 === errors;
            } else {
              var valid0 = true;
            }
          }
        }
      }
    } else {
      validate99.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate99.errors = vErrors;
  return errors === 0;
}
var validateAdminOrphan = validate100;
function validate100(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.key === void 0 && (missing0 = "key") || data.size === void 0 && (missing0 = "size") || data.modified_at === void 0 && (missing0 = "modified_at")) {
        validate100.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.key !== void 0) {
          const _errs1 = errors;
          if (typeof data.key !== "string") {
            validate100.errors = [{ instancePath: instancePath + "/key", schemaPath: "#/properties/key/type", keyword: "type", params: { type: "string" } }];
            return false;
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.size !== void 0) {
            let data1 = data.size;
            const _errs3 = errors;
            if (!(typeof data1 == "number" && (!(data1 % 1) && !isNaN(data1)) && isFinite(data1))) {
              validate100.errors = [{ instancePath: instancePath + "/size", schemaPath: "#/properties/size/type", keyword: "type", params: { type: "integer" } }];
              return false;
            }
            if (errors === _errs3) {
              if (typeof data1 == "number" && isFinite(data1)) {
                if (data1 > 9007199254740991 || isNaN(data1)) {
                  validate100.errors = [{ instancePath: instancePath + "/size", schemaPath: "#/properties/size/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                  return false;
                } else {
                  if (data1 < 0 || isNaN(data1)) {
                    validate100.errors = [{ instancePath: instancePath + "/size", schemaPath: "#/properties/size/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                    return false;
                  }
                }
              }
            }
            var valid0 = _errs3 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.modified_at !== void 0) {
              const _errs5 = errors;
              if (!validate22(data.modified_at, { instancePath: instancePath + "/modified_at", parentData: data, parentDataProperty: "modified_at", rootData })) {
                vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                errors = vErrors.length;
              }
              var valid0 = _errs5 === errors;
            } else {
              var valid0 = true;
            }
          }
        }
      }
    } else {
      validate100.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate100.errors = vErrors;
  return errors === 0;
}
var validateAdminOrphans = validate102;
function validate102(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.looked_at === void 0 && (missing0 = "looked_at") || data.orphans === void 0 && (missing0 = "orphans") || data.removed === void 0 && (missing0 = "removed") || data.next === void 0 && (missing0 = "next")) {
        validate102.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.looked_at !== void 0) {
          let data0 = data.looked_at;
          const _errs1 = errors;
          if (!(typeof data0 == "number" && (!(data0 % 1) && !isNaN(data0)) && isFinite(data0))) {
            validate102.errors = [{ instancePath: instancePath + "/looked_at", schemaPath: "#/properties/looked_at/type", keyword: "type", params: { type: "integer" } }];
            return false;
          }
          if (errors === _errs1) {
            if (typeof data0 == "number" && isFinite(data0)) {
              if (data0 > 9007199254740991 || isNaN(data0)) {
                validate102.errors = [{ instancePath: instancePath + "/looked_at", schemaPath: "#/properties/looked_at/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                return false;
              } else {
                if (data0 < 0 || isNaN(data0)) {
                  validate102.errors = [{ instancePath: instancePath + "/looked_at", schemaPath: "#/properties/looked_at/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                  return false;
                }
              }
            }
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.orphans !== void 0) {
            let data1 = data.orphans;
            const _errs3 = errors;
            if (errors === _errs3) {
              if (Array.isArray(data1)) {
                var valid1 = true;
                const len0 = data1.length;
                for (let i0 = 0; i0 < len0; i0++) {
                  const _errs5 = errors;
                  if (!validate100(data1[i0], { instancePath: instancePath + "/orphans/" + i0, parentData: data1, parentDataProperty: i0, rootData })) {
                    vErrors = vErrors === null ? validate100.errors : vErrors.concat(validate100.errors);
                    errors = vErrors.length;
                  }
                  var valid1 = _errs5 === errors;
                  if (!valid1) {
                    break;
                  }
                }
              } else {
                validate102.errors = [{ instancePath: instancePath + "/orphans", schemaPath: "#/properties/orphans/type", keyword: "type", params: { type: "array" } }];
                return false;
              }
            }
            var valid0 = _errs3 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.removed !== void 0) {
              let data3 = data.removed;
              const _errs6 = errors;
              if (!(typeof data3 == "number" && (!(data3 % 1) && !isNaN(data3)) && isFinite(data3))) {
                validate102.errors = [{ instancePath: instancePath + "/removed", schemaPath: "#/properties/removed/type", keyword: "type", params: { type: "integer" } }];
                return false;
              }
              if (errors === _errs6) {
                if (typeof data3 == "number" && isFinite(data3)) {
                  if (data3 > 9007199254740991 || isNaN(data3)) {
                    validate102.errors = [{ instancePath: instancePath + "/removed", schemaPath: "#/properties/removed/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                    return false;
                  } else {
                    if (data3 < 0 || isNaN(data3)) {
                      validate102.errors = [{ instancePath: instancePath + "/removed", schemaPath: "#/properties/removed/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                      return false;
                    }
                  }
                }
              }
              var valid0 = _errs6 === errors;
            } else {
              var valid0 = true;
            }
            if (valid0) {
              if (data.next !== void 0) {
                let data4 = data.next;
                const _errs8 = errors;
                const _errs9 = errors;
                let valid2 = false;
                const _errs10 = errors;
                if (typeof data4 !== "string") {
                  const err0 = { instancePath: instancePath + "/next", schemaPath: "#/properties/next/anyOf/0/type", keyword: "type", params: { type: "string" } };
                  if (vErrors === null) {
                    vErrors = [err0];
                  } else {
                    vErrors.push(err0);
                  }
                  errors++;
                }
                var _valid0 = _errs10 === errors;
                valid2 = valid2 || _valid0;
                if (!valid2) {
                  const _errs12 = errors;
                  if (data4 !== null) {
                    const err1 = { instancePath: instancePath + "/next", schemaPath: "#/properties/next/anyOf/1/type", keyword: "type", params: { type: "null" } };
                    if (vErrors === null) {
                      vErrors = [err1];
                    } else {
                      vErrors.push(err1);
                    }
                    errors++;
                  }
                  var _valid0 = _errs12 === errors;
                  valid2 = valid2 || _valid0;
                }
                if (!valid2) {
                  const err2 = { instancePath: instancePath + "/next", schemaPath: "#/properties/next/anyOf", keyword: "anyOf", params: {} };
                  if (vErrors === null) {
                    vErrors = [err2];
                  } else {
                    vErrors.push(err2);
                  }
                  errors++;
                  validate102.errors = vErrors;
                  return false;
                } else {
                  errors = _errs9;
                  if (vErrors !== null) {
                    if (_errs9) {
                      vErrors.length = _errs9;
                    } else {
                      vErrors = null;
                    }
                  }
                }
                var valid0 = _errs8 === errors;
              } else {
                var valid0 = true;
              }
            }
          }
        }
      }
    } else {
      validate102.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate102.errors = vErrors;
  return errors === 0;
}
var validateAdminOverview = validate104;
function validate104(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.at === void 0 && (missing0 = "at") || data.backlog === void 0 && (missing0 = "backlog") || data.counters === void 0 && (missing0 = "counters") || data.destinations === void 0 && (missing0 = "destinations")) {
        validate104.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.at !== void 0) {
          const _errs1 = errors;
          if (!validate22(data.at, { instancePath: instancePath + "/at", parentData: data, parentDataProperty: "at", rootData })) {
            vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
            errors = vErrors.length;
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.backlog !== void 0) {
            let data1 = data.backlog;
            const _errs2 = errors;
            if (errors === _errs2) {
              if (data1 && typeof data1 == "object" && !Array.isArray(data1)) {
                let missing1;
                if (data1.messages === void 0 && (missing1 = "messages") || data1.oldest_at === void 0 && (missing1 = "oldest_at") || data1.destinations === void 0 && (missing1 = "destinations") || data1.down === void 0 && (missing1 = "down") || data1.paused === void 0 && (missing1 = "paused")) {
                  validate104.errors = [{ instancePath: instancePath + "/backlog", schemaPath: "#/properties/backlog/required", keyword: "required", params: { missingProperty: missing1 } }];
                  return false;
                } else {
                  if (data1.messages !== void 0) {
                    let data2 = data1.messages;
                    const _errs4 = errors;
                    if (!(typeof data2 == "number" && (!(data2 % 1) && !isNaN(data2)) && isFinite(data2))) {
                      validate104.errors = [{ instancePath: instancePath + "/backlog/messages", schemaPath: "#/properties/backlog/properties/messages/type", keyword: "type", params: { type: "integer" } }];
                      return false;
                    }
                    if (errors === _errs4) {
                      if (typeof data2 == "number" && isFinite(data2)) {
                        if (data2 > 9007199254740991 || isNaN(data2)) {
                          validate104.errors = [{ instancePath: instancePath + "/backlog/messages", schemaPath: "#/properties/backlog/properties/messages/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                          return false;
                        } else {
                          if (data2 < 0 || isNaN(data2)) {
                            validate104.errors = [{ instancePath: instancePath + "/backlog/messages", schemaPath: "#/properties/backlog/properties/messages/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                            return false;
                          }
                        }
                      }
                    }
                    var valid1 = _errs4 === errors;
                  } else {
                    var valid1 = true;
                  }
                  if (valid1) {
                    if (data1.oldest_at !== void 0) {
                      let data3 = data1.oldest_at;
                      const _errs6 = errors;
                      const _errs7 = errors;
                      let valid2 = false;
                      const _errs8 = errors;
                      if (!validate22(data3, { instancePath: instancePath + "/backlog/oldest_at", parentData: data1, parentDataProperty: "oldest_at", rootData })) {
                        vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                        errors = vErrors.length;
                      }
                      var _valid0 = _errs8 === errors;
                      valid2 = valid2 || _valid0;
                      if (!valid2) {
                        const _errs9 = errors;
                        if (data3 !== null) {
                          const err0 = { instancePath: instancePath + "/backlog/oldest_at", schemaPath: "#/properties/backlog/properties/oldest_at/anyOf/1/type", keyword: "type", params: { type: "null" } };
                          if (vErrors === null) {
                            vErrors = [err0];
                          } else {
                            vErrors.push(err0);
                          }
                          errors++;
                        }
                        var _valid0 = _errs9 === errors;
                        valid2 = valid2 || _valid0;
                      }
                      if (!valid2) {
                        const err1 = { instancePath: instancePath + "/backlog/oldest_at", schemaPath: "#/properties/backlog/properties/oldest_at/anyOf", keyword: "anyOf", params: {} };
                        if (vErrors === null) {
                          vErrors = [err1];
                        } else {
                          vErrors.push(err1);
                        }
                        errors++;
                        validate104.errors = vErrors;
                        return false;
                      } else {
                        errors = _errs7;
                        if (vErrors !== null) {
                          if (_errs7) {
                            vErrors.length = _errs7;
                          } else {
                            vErrors = null;
                          }
                        }
                      }
                      var valid1 = _errs6 === errors;
                    } else {
                      var valid1 = true;
                    }
                    if (valid1) {
                      if (data1.destinations !== void 0) {
                        let data4 = data1.destinations;
                        const _errs11 = errors;
                        if (!(typeof data4 == "number" && (!(data4 % 1) && !isNaN(data4)) && isFinite(data4))) {
                          validate104.errors = [{ instancePath: instancePath + "/backlog/destinations", schemaPath: "#/properties/backlog/properties/destinations/type", keyword: "type", params: { type: "integer" } }];
                          return false;
                        }
                        if (errors === _errs11) {
                          if (typeof data4 == "number" && isFinite(data4)) {
                            if (data4 > 9007199254740991 || isNaN(data4)) {
                              validate104.errors = [{ instancePath: instancePath + "/backlog/destinations", schemaPath: "#/properties/backlog/properties/destinations/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                              return false;
                            } else {
                              if (data4 < 0 || isNaN(data4)) {
                                validate104.errors = [{ instancePath: instancePath + "/backlog/destinations", schemaPath: "#/properties/backlog/properties/destinations/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                                return false;
                              }
                            }
                          }
                        }
                        var valid1 = _errs11 === errors;
                      } else {
                        var valid1 = true;
                      }
                      if (valid1) {
                        if (data1.down !== void 0) {
                          let data5 = data1.down;
                          const _errs13 = errors;
                          if (!(typeof data5 == "number" && (!(data5 % 1) && !isNaN(data5)) && isFinite(data5))) {
                            validate104.errors = [{ instancePath: instancePath + "/backlog/down", schemaPath: "#/properties/backlog/properties/down/type", keyword: "type", params: { type: "integer" } }];
                            return false;
                          }
                          if (errors === _errs13) {
                            if (typeof data5 == "number" && isFinite(data5)) {
                              if (data5 > 9007199254740991 || isNaN(data5)) {
                                validate104.errors = [{ instancePath: instancePath + "/backlog/down", schemaPath: "#/properties/backlog/properties/down/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                                return false;
                              } else {
                                if (data5 < 0 || isNaN(data5)) {
                                  validate104.errors = [{ instancePath: instancePath + "/backlog/down", schemaPath: "#/properties/backlog/properties/down/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                                  return false;
                                }
                              }
                            }
                          }
                          var valid1 = _errs13 === errors;
                        } else {
                          var valid1 = true;
                        }
                        if (valid1) {
                          if (data1.paused !== void 0) {
                            let data6 = data1.paused;
                            const _errs15 = errors;
                            if (!(typeof data6 == "number" && (!(data6 % 1) && !isNaN(data6)) && isFinite(data6))) {
                              validate104.errors = [{ instancePath: instancePath + "/backlog/paused", schemaPath: "#/properties/backlog/properties/paused/type", keyword: "type", params: { type: "integer" } }];
                              return false;
                            }
                            if (errors === _errs15) {
                              if (typeof data6 == "number" && isFinite(data6)) {
                                if (data6 > 9007199254740991 || isNaN(data6)) {
                                  validate104.errors = [{ instancePath: instancePath + "/backlog/paused", schemaPath: "#/properties/backlog/properties/paused/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                                  return false;
                                } else {
                                  if (data6 < 0 || isNaN(data6)) {
                                    validate104.errors = [{ instancePath: instancePath + "/backlog/paused", schemaPath: "#/properties/backlog/properties/paused/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                                    return false;
                                  }
                                }
                              }
                            }
                            var valid1 = _errs15 === errors;
                          } else {
                            var valid1 = true;
                          }
                        }
                      }
                    }
                  }
                }
              } else {
                validate104.errors = [{ instancePath: instancePath + "/backlog", schemaPath: "#/properties/backlog/type", keyword: "type", params: { type: "object" } }];
                return false;
              }
            }
            var valid0 = _errs2 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.counters !== void 0) {
              let data7 = data.counters;
              const _errs17 = errors;
              if (errors === _errs17) {
                if (data7 && typeof data7 == "object" && !Array.isArray(data7)) {
                  let missing2;
                  if (data7.accepted === void 0 && (missing2 = "accepted") || data7.queued === void 0 && (missing2 = "queued") || data7.finished === void 0 && (missing2 = "finished") || data7.entries === void 0 && (missing2 = "entries")) {
                    validate104.errors = [{ instancePath: instancePath + "/counters", schemaPath: "#/properties/counters/required", keyword: "required", params: { missingProperty: missing2 } }];
                    return false;
                  } else {
                    if (data7.accepted !== void 0) {
                      let data8 = data7.accepted;
                      const _errs19 = errors;
                      if (!(typeof data8 == "number" && (!(data8 % 1) && !isNaN(data8)) && isFinite(data8))) {
                        validate104.errors = [{ instancePath: instancePath + "/counters/accepted", schemaPath: "#/properties/counters/properties/accepted/type", keyword: "type", params: { type: "integer" } }];
                        return false;
                      }
                      if (errors === _errs19) {
                        if (typeof data8 == "number" && isFinite(data8)) {
                          if (data8 > 9007199254740991 || isNaN(data8)) {
                            validate104.errors = [{ instancePath: instancePath + "/counters/accepted", schemaPath: "#/properties/counters/properties/accepted/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                            return false;
                          } else {
                            if (data8 < 0 || isNaN(data8)) {
                              validate104.errors = [{ instancePath: instancePath + "/counters/accepted", schemaPath: "#/properties/counters/properties/accepted/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                              return false;
                            }
                          }
                        }
                      }
                      var valid3 = _errs19 === errors;
                    } else {
                      var valid3 = true;
                    }
                    if (valid3) {
                      if (data7.queued !== void 0) {
                        let data9 = data7.queued;
                        const _errs21 = errors;
                        if (!(typeof data9 == "number" && (!(data9 % 1) && !isNaN(data9)) && isFinite(data9))) {
                          validate104.errors = [{ instancePath: instancePath + "/counters/queued", schemaPath: "#/properties/counters/properties/queued/type", keyword: "type", params: { type: "integer" } }];
                          return false;
                        }
                        if (errors === _errs21) {
                          if (typeof data9 == "number" && isFinite(data9)) {
                            if (data9 > 9007199254740991 || isNaN(data9)) {
                              validate104.errors = [{ instancePath: instancePath + "/counters/queued", schemaPath: "#/properties/counters/properties/queued/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                              return false;
                            } else {
                              if (data9 < 0 || isNaN(data9)) {
                                validate104.errors = [{ instancePath: instancePath + "/counters/queued", schemaPath: "#/properties/counters/properties/queued/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                                return false;
                              }
                            }
                          }
                        }
                        var valid3 = _errs21 === errors;
                      } else {
                        var valid3 = true;
                      }
                      if (valid3) {
                        if (data7.finished !== void 0) {
                          let data10 = data7.finished;
                          const _errs23 = errors;
                          if (!(typeof data10 == "number" && (!(data10 % 1) && !isNaN(data10)) && isFinite(data10))) {
                            validate104.errors = [{ instancePath: instancePath + "/counters/finished", schemaPath: "#/properties/counters/properties/finished/type", keyword: "type", params: { type: "integer" } }];
                            return false;
                          }
                          if (errors === _errs23) {
                            if (typeof data10 == "number" && isFinite(data10)) {
                              if (data10 > 9007199254740991 || isNaN(data10)) {
                                validate104.errors = [{ instancePath: instancePath + "/counters/finished", schemaPath: "#/properties/counters/properties/finished/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                                return false;
                              } else {
                                if (data10 < 0 || isNaN(data10)) {
                                  validate104.errors = [{ instancePath: instancePath + "/counters/finished", schemaPath: "#/properties/counters/properties/finished/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                                  return false;
                                }
                              }
                            }
                          }
                          var valid3 = _errs23 === errors;
                        } else {
                          var valid3 = true;
                        }
                        if (valid3) {
                          if (data7.entries !== void 0) {
                            let data11 = data7.entries;
                            const _errs25 = errors;
                            if (!(typeof data11 == "number" && (!(data11 % 1) && !isNaN(data11)) && isFinite(data11))) {
                              validate104.errors = [{ instancePath: instancePath + "/counters/entries", schemaPath: "#/properties/counters/properties/entries/type", keyword: "type", params: { type: "integer" } }];
                              return false;
                            }
                            if (errors === _errs25) {
                              if (typeof data11 == "number" && isFinite(data11)) {
                                if (data11 > 9007199254740991 || isNaN(data11)) {
                                  validate104.errors = [{ instancePath: instancePath + "/counters/entries", schemaPath: "#/properties/counters/properties/entries/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                                  return false;
                                } else {
                                  if (data11 < 0 || isNaN(data11)) {
                                    validate104.errors = [{ instancePath: instancePath + "/counters/entries", schemaPath: "#/properties/counters/properties/entries/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                                    return false;
                                  }
                                }
                              }
                            }
                            var valid3 = _errs25 === errors;
                          } else {
                            var valid3 = true;
                          }
                        }
                      }
                    }
                  }
                } else {
                  validate104.errors = [{ instancePath: instancePath + "/counters", schemaPath: "#/properties/counters/type", keyword: "type", params: { type: "object" } }];
                  return false;
                }
              }
              var valid0 = _errs17 === errors;
            } else {
              var valid0 = true;
            }
            if (valid0) {
              if (data.destinations !== void 0) {
                let data12 = data.destinations;
                const _errs27 = errors;
                if (errors === _errs27) {
                  if (Array.isArray(data12)) {
                    var valid4 = true;
                    const len0 = data12.length;
                    for (let i0 = 0; i0 < len0; i0++) {
                      const _errs29 = errors;
                      if (!validate49(data12[i0], { instancePath: instancePath + "/destinations/" + i0, parentData: data12, parentDataProperty: i0, rootData })) {
                        vErrors = vErrors === null ? validate49.errors : vErrors.concat(validate49.errors);
                        errors = vErrors.length;
                      }
                      var valid4 = _errs29 === errors;
                      if (!valid4) {
                        break;
                      }
                    }
                  } else {
                    validate104.errors = [{ instancePath: instancePath + "/destinations", schemaPath: "#/properties/destinations/type", keyword: "type", params: { type: "array" } }];
                    return false;
                  }
                }
                var valid0 = _errs27 === errors;
              } else {
                var valid0 = true;
              }
            }
          }
        }
      }
    } else {
      validate104.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate104.errors = vErrors;
  return errors === 0;
}
var validateAdminPassword = validate108;
function validate108(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.password === void 0 && (missing0 = "password")) {
        validate108.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        const _errs1 = errors;
        for (const key0 in data) {
          if (!(key0 === "password")) {
            validate108.errors = [{ instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } }];
            return false;
            break;
          }
        }
        if (_errs1 === errors) {
          if (data.password !== void 0) {
            let data0 = data.password;
            const _errs2 = errors;
            if (errors === _errs2) {
              if (typeof data0 === "string") {
                if (data0.length > 1024) {
                  validate108.errors = [{ instancePath: instancePath + "/password", schemaPath: "#/properties/password/maxLength", keyword: "maxLength", params: { limit: 1024 } }];
                  return false;
                } else {
                  if (data0.length < 8) {
                    validate108.errors = [{ instancePath: instancePath + "/password", schemaPath: "#/properties/password/minLength", keyword: "minLength", params: { limit: 8 } }];
                    return false;
                  }
                }
              } else {
                validate108.errors = [{ instancePath: instancePath + "/password", schemaPath: "#/properties/password/type", keyword: "type", params: { type: "string" } }];
                return false;
              }
            }
          }
        }
      }
    } else {
      validate108.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate108.errors = vErrors;
  return errors === 0;
}
var validateAdminPolicyChange = validate109;
var schema38 = { "type": "object", "minProperties": 1, "properties": { "mode": { "enum": ["open", "allow_list", "closed"] }, "block": { "type": "array", "maxItems": 1e3, "items": { "$ref": "Domain" } }, "unblock": { "type": "array", "maxItems": 1e3, "items": { "$ref": "Domain" } }, "allow": { "type": "array", "maxItems": 1e3, "items": { "$ref": "Domain" } }, "disallow": { "type": "array", "maxItems": 1e3, "items": { "$ref": "Domain" } } }, "additionalProperties": false };
function validate109(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      if (Object.keys(data).length < 1) {
        validate109.errors = [{ instancePath, schemaPath: "#/minProperties", keyword: "minProperties", params: { limit: 1 } }];
        return false;
      } else {
        const _errs1 = errors;
        for (const key0 in data) {
          if (!(key0 === "mode" || key0 === "block" || key0 === "unblock" || key0 === "allow" || key0 === "disallow")) {
            validate109.errors = [{ instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } }];
            return false;
            break;
          }
        }
        if (_errs1 === errors) {
          if (data.mode !== void 0) {
            let data0 = data.mode;
            const _errs2 = errors;
            if (!(data0 === "open" || data0 === "allow_list" || data0 === "closed")) {
              validate109.errors = [{ instancePath: instancePath + "/mode", schemaPath: "#/properties/mode/enum", keyword: "enum", params: { allowedValues: schema38.properties.mode.enum } }];
              return false;
            }
            var valid0 = _errs2 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.block !== void 0) {
              let data1 = data.block;
              const _errs3 = errors;
              if (errors === _errs3) {
                if (Array.isArray(data1)) {
                  if (data1.length > 1e3) {
                    validate109.errors = [{ instancePath: instancePath + "/block", schemaPath: "#/properties/block/maxItems", keyword: "maxItems", params: { limit: 1e3 } }];
                    return false;
                  } else {
                    var valid1 = true;
                    const len0 = data1.length;
                    for (let i0 = 0; i0 < len0; i0++) {
                      const _errs5 = errors;
                      if (!validate27(data1[i0], { instancePath: instancePath + "/block/" + i0, parentData: data1, parentDataProperty: i0, rootData })) {
                        vErrors = vErrors === null ? validate27.errors : vErrors.concat(validate27.errors);
                        errors = vErrors.length;
                      }
                      var valid1 = _errs5 === errors;
                      if (!valid1) {
                        break;
                      }
                    }
                  }
                } else {
                  validate109.errors = [{ instancePath: instancePath + "/block", schemaPath: "#/properties/block/type", keyword: "type", params: { type: "array" } }];
                  return false;
                }
              }
              var valid0 = _errs3 === errors;
            } else {
              var valid0 = true;
            }
            if (valid0) {
              if (data.unblock !== void 0) {
                let data3 = data.unblock;
                const _errs6 = errors;
                if (errors === _errs6) {
                  if (Array.isArray(data3)) {
                    if (data3.length > 1e3) {
                      validate109.errors = [{ instancePath: instancePath + "/unblock", schemaPath: "#/properties/unblock/maxItems", keyword: "maxItems", params: { limit: 1e3 } }];
                      return false;
                    } else {
                      var valid2 = true;
                      const len1 = data3.length;
                      for (let i1 = 0; i1 < len1; i1++) {
                        const _errs8 = errors;
                        if (!validate27(data3[i1], { instancePath: instancePath + "/unblock/" + i1, parentData: data3, parentDataProperty: i1, rootData })) {
                          vErrors = vErrors === null ? validate27.errors : vErrors.concat(validate27.errors);
                          errors = vErrors.length;
                        }
                        var valid2 = _errs8 === errors;
                        if (!valid2) {
                          break;
                        }
                      }
                    }
                  } else {
                    validate109.errors = [{ instancePath: instancePath + "/unblock", schemaPath: "#/properties/unblock/type", keyword: "type", params: { type: "array" } }];
                    return false;
                  }
                }
                var valid0 = _errs6 === errors;
              } else {
                var valid0 = true;
              }
              if (valid0) {
                if (data.allow !== void 0) {
                  let data5 = data.allow;
                  const _errs9 = errors;
                  if (errors === _errs9) {
                    if (Array.isArray(data5)) {
                      if (data5.length > 1e3) {
                        validate109.errors = [{ instancePath: instancePath + "/allow", schemaPath: "#/properties/allow/maxItems", keyword: "maxItems", params: { limit: 1e3 } }];
                        return false;
                      } else {
                        var valid3 = true;
                        const len2 = data5.length;
                        for (let i2 = 0; i2 < len2; i2++) {
                          const _errs11 = errors;
                          if (!validate27(data5[i2], { instancePath: instancePath + "/allow/" + i2, parentData: data5, parentDataProperty: i2, rootData })) {
                            vErrors = vErrors === null ? validate27.errors : vErrors.concat(validate27.errors);
                            errors = vErrors.length;
                          }
                          var valid3 = _errs11 === errors;
                          if (!valid3) {
                            break;
                          }
                        }
                      }
                    } else {
                      validate109.errors = [{ instancePath: instancePath + "/allow", schemaPath: "#/properties/allow/type", keyword: "type", params: { type: "array" } }];
                      return false;
                    }
                  }
                  var valid0 = _errs9 === errors;
                } else {
                  var valid0 = true;
                }
                if (valid0) {
                  if (data.disallow !== void 0) {
                    let data7 = data.disallow;
                    const _errs12 = errors;
                    if (errors === _errs12) {
                      if (Array.isArray(data7)) {
                        if (data7.length > 1e3) {
                          validate109.errors = [{ instancePath: instancePath + "/disallow", schemaPath: "#/properties/disallow/maxItems", keyword: "maxItems", params: { limit: 1e3 } }];
                          return false;
                        } else {
                          var valid4 = true;
                          const len3 = data7.length;
                          for (let i3 = 0; i3 < len3; i3++) {
                            const _errs14 = errors;
                            if (!validate27(data7[i3], { instancePath: instancePath + "/disallow/" + i3, parentData: data7, parentDataProperty: i3, rootData })) {
                              vErrors = vErrors === null ? validate27.errors : vErrors.concat(validate27.errors);
                              errors = vErrors.length;
                            }
                            var valid4 = _errs14 === errors;
                            if (!valid4) {
                              break;
                            }
                          }
                        }
                      } else {
                        validate109.errors = [{ instancePath: instancePath + "/disallow", schemaPath: "#/properties/disallow/type", keyword: "type", params: { type: "array" } }];
                        return false;
                      }
                    }
                    var valid0 = _errs12 === errors;
                  } else {
                    var valid0 = true;
                  }
                }
              }
            }
          }
        }
      }
    } else {
      validate109.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate109.errors = vErrors;
  return errors === 0;
}
var validateAdminPolicy = validate114;
var schema39 = { "type": "object", "required": ["mode", "blocked", "allowed"], "properties": { "mode": { "enum": ["open", "allow_list", "closed"] }, "blocked": { "type": "array", "items": { "$ref": "Domain" } }, "allowed": { "type": "array", "items": { "$ref": "Domain" } } } };
function validate114(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.mode === void 0 && (missing0 = "mode") || data.blocked === void 0 && (missing0 = "blocked") || data.allowed === void 0 && (missing0 = "allowed")) {
        validate114.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.mode !== void 0) {
          let data0 = data.mode;
          const _errs1 = errors;
          if (!(data0 === "open" || data0 === "allow_list" || data0 === "closed")) {
            validate114.errors = [{ instancePath: instancePath + "/mode", schemaPath: "#/properties/mode/enum", keyword: "enum", params: { allowedValues: schema39.properties.mode.enum } }];
            return false;
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.blocked !== void 0) {
            let data1 = data.blocked;
            const _errs2 = errors;
            if (errors === _errs2) {
              if (Array.isArray(data1)) {
                var valid1 = true;
                const len0 = data1.length;
                for (let i0 = 0; i0 < len0; i0++) {
                  const _errs4 = errors;
                  if (!validate27(data1[i0], { instancePath: instancePath + "/blocked/" + i0, parentData: data1, parentDataProperty: i0, rootData })) {
                    vErrors = vErrors === null ? validate27.errors : vErrors.concat(validate27.errors);
                    errors = vErrors.length;
                  }
                  var valid1 = _errs4 === errors;
                  if (!valid1) {
                    break;
                  }
                }
              } else {
                validate114.errors = [{ instancePath: instancePath + "/blocked", schemaPath: "#/properties/blocked/type", keyword: "type", params: { type: "array" } }];
                return false;
              }
            }
            var valid0 = _errs2 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.allowed !== void 0) {
              let data3 = data.allowed;
              const _errs5 = errors;
              if (errors === _errs5) {
                if (Array.isArray(data3)) {
                  var valid2 = true;
                  const len1 = data3.length;
                  for (let i1 = 0; i1 < len1; i1++) {
                    const _errs7 = errors;
                    if (!validate27(data3[i1], { instancePath: instancePath + "/allowed/" + i1, parentData: data3, parentDataProperty: i1, rootData })) {
                      vErrors = vErrors === null ? validate27.errors : vErrors.concat(validate27.errors);
                      errors = vErrors.length;
                    }
                    var valid2 = _errs7 === errors;
                    if (!valid2) {
                      break;
                    }
                  }
                } else {
                  validate114.errors = [{ instancePath: instancePath + "/allowed", schemaPath: "#/properties/allowed/type", keyword: "type", params: { type: "array" } }];
                  return false;
                }
              }
              var valid0 = _errs5 === errors;
            } else {
              var valid0 = true;
            }
          }
        }
      }
    } else {
      validate114.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate114.errors = vErrors;
  return errors === 0;
}
var validateAdminPurge = validate117;
function validate117(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.domain === void 0 && (missing0 = "domain") || data.purged === void 0 && (missing0 = "purged")) {
        validate117.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.domain !== void 0) {
          const _errs1 = errors;
          if (!validate27(data.domain, { instancePath: instancePath + "/domain", parentData: data, parentDataProperty: "domain", rootData })) {
            vErrors = vErrors === null ? validate27.errors : vErrors.concat(validate27.errors);
            errors = vErrors.length;
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.purged !== void 0) {
            let data1 = data.purged;
            const _errs2 = errors;
            if (!(typeof data1 == "number" && (!(data1 % 1) && !isNaN(data1)) && isFinite(data1))) {
              validate117.errors = [{ instancePath: instancePath + "/purged", schemaPath: "#/properties/purged/type", keyword: "type", params: { type: "integer" } }];
              return false;
            }
            if (errors === _errs2) {
              if (typeof data1 == "number" && isFinite(data1)) {
                if (data1 > 9007199254740991 || isNaN(data1)) {
                  validate117.errors = [{ instancePath: instancePath + "/purged", schemaPath: "#/properties/purged/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                  return false;
                } else {
                  if (data1 < 0 || isNaN(data1)) {
                    validate117.errors = [{ instancePath: instancePath + "/purged", schemaPath: "#/properties/purged/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                    return false;
                  }
                }
              }
            }
            var valid0 = _errs2 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.more !== void 0) {
              const _errs4 = errors;
              if (typeof data.more !== "boolean") {
                validate117.errors = [{ instancePath: instancePath + "/more", schemaPath: "#/properties/more/type", keyword: "type", params: { type: "boolean" } }];
                return false;
              }
              var valid0 = _errs4 === errors;
            } else {
              var valid0 = true;
            }
          }
        }
      }
    } else {
      validate117.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate117.errors = vErrors;
  return errors === 0;
}
var validateAdminQuarantineCounts = validate119;
function validate119(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.patterns === void 0 && (missing0 = "patterns")) {
        validate119.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.patterns !== void 0) {
          let data0 = data.patterns;
          const _errs1 = errors;
          if (errors === _errs1) {
            if (Array.isArray(data0)) {
              var valid1 = true;
              const len0 = data0.length;
              for (let i0 = 0; i0 < len0; i0++) {
                let data1 = data0[i0];
                const _errs3 = errors;
                if (errors === _errs3) {
                  if (data1 && typeof data1 == "object" && !Array.isArray(data1)) {
                    let missing1;
                    if (data1.pattern === void 0 && (missing1 = "pattern") || data1.messages === void 0 && (missing1 = "messages")) {
                      validate119.errors = [{ instancePath: instancePath + "/patterns/" + i0, schemaPath: "#/properties/patterns/items/required", keyword: "required", params: { missingProperty: missing1 } }];
                      return false;
                    } else {
                      if (data1.pattern !== void 0) {
                        let data2 = data1.pattern;
                        const _errs5 = errors;
                        if (errors === _errs5) {
                          if (typeof data2 === "string") {
                            if (data2.length > 64) {
                              validate119.errors = [{ instancePath: instancePath + "/patterns/" + i0 + "/pattern", schemaPath: "#/properties/patterns/items/properties/pattern/maxLength", keyword: "maxLength", params: { limit: 64 } }];
                              return false;
                            }
                          } else {
                            validate119.errors = [{ instancePath: instancePath + "/patterns/" + i0 + "/pattern", schemaPath: "#/properties/patterns/items/properties/pattern/type", keyword: "type", params: { type: "string" } }];
                            return false;
                          }
                        }
                        var valid2 = _errs5 === errors;
                      } else {
                        var valid2 = true;
                      }
                      if (valid2) {
                        if (data1.messages !== void 0) {
                          let data3 = data1.messages;
                          const _errs7 = errors;
                          if (!(typeof data3 == "number" && (!(data3 % 1) && !isNaN(data3)) && isFinite(data3))) {
                            validate119.errors = [{ instancePath: instancePath + "/patterns/" + i0 + "/messages", schemaPath: "#/properties/patterns/items/properties/messages/type", keyword: "type", params: { type: "integer" } }];
                            return false;
                          }
                          if (errors === _errs7) {
                            if (typeof data3 == "number" && isFinite(data3)) {
                              if (data3 > 9007199254740991 || isNaN(data3)) {
                                validate119.errors = [{ instancePath: instancePath + "/patterns/" + i0 + "/messages", schemaPath: "#/properties/patterns/items/properties/messages/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                                return false;
                              } else {
                                if (data3 < 0 || isNaN(data3)) {
                                  validate119.errors = [{ instancePath: instancePath + "/patterns/" + i0 + "/messages", schemaPath: "#/properties/patterns/items/properties/messages/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                                  return false;
                                }
                              }
                            }
                          }
                          var valid2 = _errs7 === errors;
                        } else {
                          var valid2 = true;
                        }
                      }
                    }
                  } else {
                    validate119.errors = [{ instancePath: instancePath + "/patterns/" + i0, schemaPath: "#/properties/patterns/items/type", keyword: "type", params: { type: "object" } }];
                    return false;
                  }
                }
                var valid1 = _errs3 === errors;
                if (!valid1) {
                  break;
                }
              }
            } else {
              validate119.errors = [{ instancePath: instancePath + "/patterns", schemaPath: "#/properties/patterns/type", keyword: "type", params: { type: "array" } }];
              return false;
            }
          }
        }
      }
    } else {
      validate119.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate119.errors = vErrors;
  return errors === 0;
}
var validateAdminQuarantineList = validate120;
var schema42 = { "type": "object", "required": ["messages"], "properties": { "messages": { "type": "array", "items": { "type": "object", "required": ["pattern", "message_id", "reason", "error", "attempts", "quarantined_at", "bytes", "body"], "properties": { "pattern": { "type": "string", "maxLength": 64 }, "message_id": { "type": "string" }, "reason": { "enum": ["invalid", "failed", "undelivered"] }, "error": { "type": "string" }, "attempts": { "type": "integer", "minimum": 0, "maximum": 9007199254740991 }, "quarantined_at": { "anyOf": [{ "$ref": "Milliseconds" }, { "type": "null" }] }, "bytes": { "type": "integer", "minimum": 0, "maximum": 9007199254740991 }, "body": { "type": "string" } } } } } };
function validate120(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.messages === void 0 && (missing0 = "messages")) {
        validate120.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.messages !== void 0) {
          let data0 = data.messages;
          const _errs1 = errors;
          if (errors === _errs1) {
            if (Array.isArray(data0)) {
              var valid1 = true;
              const len0 = data0.length;
              for (let i0 = 0; i0 < len0; i0++) {
                let data1 = data0[i0];
                const _errs3 = errors;
                if (errors === _errs3) {
                  if (data1 && typeof data1 == "object" && !Array.isArray(data1)) {
                    let missing1;
                    if (data1.pattern === void 0 && (missing1 = "pattern") || data1.message_id === void 0 && (missing1 = "message_id") || data1.reason === void 0 && (missing1 = "reason") || data1.error === void 0 && (missing1 = "error") || data1.attempts === void 0 && (missing1 = "attempts") || data1.quarantined_at === void 0 && (missing1 = "quarantined_at") || data1.bytes === void 0 && (missing1 = "bytes") || data1.body === void 0 && (missing1 = "body")) {
                      validate120.errors = [{ instancePath: instancePath + "/messages/" + i0, schemaPath: "#/properties/messages/items/required", keyword: "required", params: { missingProperty: missing1 } }];
                      return false;
                    } else {
                      if (data1.pattern !== void 0) {
                        let data2 = data1.pattern;
                        const _errs5 = errors;
                        if (errors === _errs5) {
                          if (typeof data2 === "string") {
                            if (data2.length > 64) {
                              validate120.errors = [{ instancePath: instancePath + "/messages/" + i0 + "/pattern", schemaPath: "#/properties/messages/items/properties/pattern/maxLength", keyword: "maxLength", params: { limit: 64 } }];
                              return false;
                            }
                          } else {
                            validate120.errors = [{ instancePath: instancePath + "/messages/" + i0 + "/pattern", schemaPath: "#/properties/messages/items/properties/pattern/type", keyword: "type", params: { type: "string" } }];
                            return false;
                          }
                        }
                        var valid2 = _errs5 === errors;
                      } else {
                        var valid2 = true;
                      }
                      if (valid2) {
                        if (data1.message_id !== void 0) {
                          const _errs7 = errors;
                          if (typeof data1.message_id !== "string") {
                            validate120.errors = [{ instancePath: instancePath + "/messages/" + i0 + "/message_id", schemaPath: "#/properties/messages/items/properties/message_id/type", keyword: "type", params: { type: "string" } }];
                            return false;
                          }
                          var valid2 = _errs7 === errors;
                        } else {
                          var valid2 = true;
                        }
                        if (valid2) {
                          if (data1.reason !== void 0) {
                            let data4 = data1.reason;
                            const _errs9 = errors;
                            if (!(data4 === "invalid" || data4 === "failed" || data4 === "undelivered")) {
                              validate120.errors = [{ instancePath: instancePath + "/messages/" + i0 + "/reason", schemaPath: "#/properties/messages/items/properties/reason/enum", keyword: "enum", params: { allowedValues: schema42.properties.messages.items.properties.reason.enum } }];
                              return false;
                            }
                            var valid2 = _errs9 === errors;
                          } else {
                            var valid2 = true;
                          }
                          if (valid2) {
                            if (data1.error !== void 0) {
                              const _errs10 = errors;
                              if (typeof data1.error !== "string") {
                                validate120.errors = [{ instancePath: instancePath + "/messages/" + i0 + "/error", schemaPath: "#/properties/messages/items/properties/error/type", keyword: "type", params: { type: "string" } }];
                                return false;
                              }
                              var valid2 = _errs10 === errors;
                            } else {
                              var valid2 = true;
                            }
                            if (valid2) {
                              if (data1.attempts !== void 0) {
                                let data6 = data1.attempts;
                                const _errs12 = errors;
                                if (!(typeof data6 == "number" && (!(data6 % 1) && !isNaN(data6)) && isFinite(data6))) {
                                  validate120.errors = [{ instancePath: instancePath + "/messages/" + i0 + "/attempts", schemaPath: "#/properties/messages/items/properties/attempts/type", keyword: "type", params: { type: "integer" } }];
                                  return false;
                                }
                                if (errors === _errs12) {
                                  if (typeof data6 == "number" && isFinite(data6)) {
                                    if (data6 > 9007199254740991 || isNaN(data6)) {
                                      validate120.errors = [{ instancePath: instancePath + "/messages/" + i0 + "/attempts", schemaPath: "#/properties/messages/items/properties/attempts/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                                      return false;
                                    } else {
                                      if (data6 < 0 || isNaN(data6)) {
                                        validate120.errors = [{ instancePath: instancePath + "/messages/" + i0 + "/attempts", schemaPath: "#/properties/messages/items/properties/attempts/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                                        return false;
                                      }
                                    }
                                  }
                                }
                                var valid2 = _errs12 === errors;
                              } else {
                                var valid2 = true;
                              }
                              if (valid2) {
                                if (data1.quarantined_at !== void 0) {
                                  let data7 = data1.quarantined_at;
                                  const _errs14 = errors;
                                  const _errs15 = errors;
                                  let valid3 = false;
                                  const _errs16 = errors;
                                  if (!validate22(data7, { instancePath: instancePath + "/messages/" + i0 + "/quarantined_at", parentData: data1, parentDataProperty: "quarantined_at", rootData })) {
                                    vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                                    errors = vErrors.length;
                                  }
                                  var _valid0 = _errs16 === errors;
                                  valid3 = valid3 || _valid0;
                                  if (!valid3) {
                                    const _errs17 = errors;
                                    if (data7 !== null) {
                                      const err0 = { instancePath: instancePath + "/messages/" + i0 + "/quarantined_at", schemaPath: "#/properties/messages/items/properties/quarantined_at/anyOf/1/type", keyword: "type", params: { type: "null" } };
                                      if (vErrors === null) {
                                        vErrors = [err0];
                                      } else {
                                        vErrors.push(err0);
                                      }
                                      errors++;
                                    }
                                    var _valid0 = _errs17 === errors;
                                    valid3 = valid3 || _valid0;
                                  }
                                  if (!valid3) {
                                    const err1 = { instancePath: instancePath + "/messages/" + i0 + "/quarantined_at", schemaPath: "#/properties/messages/items/properties/quarantined_at/anyOf", keyword: "anyOf", params: {} };
                                    if (vErrors === null) {
                                      vErrors = [err1];
                                    } else {
                                      vErrors.push(err1);
                                    }
                                    errors++;
                                    validate120.errors = vErrors;
                                    return false;
                                  } else {
                                    errors = _errs15;
                                    if (vErrors !== null) {
                                      if (_errs15) {
                                        vErrors.length = _errs15;
                                      } else {
                                        vErrors = null;
                                      }
                                    }
                                  }
                                  var valid2 = _errs14 === errors;
                                } else {
                                  var valid2 = true;
                                }
                                if (valid2) {
                                  if (data1.bytes !== void 0) {
                                    let data8 = data1.bytes;
                                    const _errs19 = errors;
                                    if (!(typeof data8 == "number" && (!(data8 % 1) && !isNaN(data8)) && isFinite(data8))) {
                                      validate120.errors = [{ instancePath: instancePath + "/messages/" + i0 + "/bytes", schemaPath: "#/properties/messages/items/properties/bytes/type", keyword: "type", params: { type: "integer" } }];
                                      return false;
                                    }
                                    if (errors === _errs19) {
                                      if (typeof data8 == "number" && isFinite(data8)) {
                                        if (data8 > 9007199254740991 || isNaN(data8)) {
                                          validate120.errors = [{ instancePath: instancePath + "/messages/" + i0 + "/bytes", schemaPath: "#/properties/messages/items/properties/bytes/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                                          return false;
                                        } else {
                                          if (data8 < 0 || isNaN(data8)) {
                                            validate120.errors = [{ instancePath: instancePath + "/messages/" + i0 + "/bytes", schemaPath: "#/properties/messages/items/properties/bytes/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                                            return false;
                                          }
                                        }
                                      }
                                    }
                                    var valid2 = _errs19 === errors;
                                  } else {
                                    var valid2 = true;
                                  }
                                  if (valid2) {
                                    if (data1.body !== void 0) {
                                      const _errs21 = errors;
                                      if (typeof data1.body !== "string") {
                                        validate120.errors = [{ instancePath: instancePath + "/messages/" + i0 + "/body", schemaPath: "#/properties/messages/items/properties/body/type", keyword: "type", params: { type: "string" } }];
                                        return false;
                                      }
                                      var valid2 = _errs21 === errors;
                                    } else {
                                      var valid2 = true;
                                    }
                                  }
                                }
                              }
                            }
                          }
                        }
                      }
                    }
                  } else {
                    validate120.errors = [{ instancePath: instancePath + "/messages/" + i0, schemaPath: "#/properties/messages/items/type", keyword: "type", params: { type: "object" } }];
                    return false;
                  }
                }
                var valid1 = _errs3 === errors;
                if (!valid1) {
                  break;
                }
              }
            } else {
              validate120.errors = [{ instancePath: instancePath + "/messages", schemaPath: "#/properties/messages/type", keyword: "type", params: { type: "array" } }];
              return false;
            }
          }
        }
      }
    } else {
      validate120.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate120.errors = vErrors;
  return errors === 0;
}
var validateAdminQuarantineResult = validate122;
function validate122(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.pattern === void 0 && (missing0 = "pattern") || data.messages === void 0 && (missing0 = "messages")) {
        validate122.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.pattern !== void 0) {
          let data0 = data.pattern;
          const _errs1 = errors;
          if (errors === _errs1) {
            if (typeof data0 === "string") {
              if (data0.length > 64) {
                validate122.errors = [{ instancePath: instancePath + "/pattern", schemaPath: "#/properties/pattern/maxLength", keyword: "maxLength", params: { limit: 64 } }];
                return false;
              }
            } else {
              validate122.errors = [{ instancePath: instancePath + "/pattern", schemaPath: "#/properties/pattern/type", keyword: "type", params: { type: "string" } }];
              return false;
            }
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.messages !== void 0) {
            let data1 = data.messages;
            const _errs3 = errors;
            if (!(typeof data1 == "number" && (!(data1 % 1) && !isNaN(data1)) && isFinite(data1))) {
              validate122.errors = [{ instancePath: instancePath + "/messages", schemaPath: "#/properties/messages/type", keyword: "type", params: { type: "integer" } }];
              return false;
            }
            if (errors === _errs3) {
              if (typeof data1 == "number" && isFinite(data1)) {
                if (data1 > 9007199254740991 || isNaN(data1)) {
                  validate122.errors = [{ instancePath: instancePath + "/messages", schemaPath: "#/properties/messages/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                  return false;
                } else {
                  if (data1 < 0 || isNaN(data1)) {
                    validate122.errors = [{ instancePath: instancePath + "/messages", schemaPath: "#/properties/messages/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                    return false;
                  }
                }
              }
            }
            var valid0 = _errs3 === errors;
          } else {
            var valid0 = true;
          }
        }
      }
    } else {
      validate122.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate122.errors = vErrors;
  return errors === 0;
}
var validateAdminQueue = validate123;
function validate123(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.messages === void 0 && (missing0 = "messages")) {
        validate123.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.messages !== void 0) {
          let data0 = data.messages;
          const _errs1 = errors;
          if (errors === _errs1) {
            if (Array.isArray(data0)) {
              var valid1 = true;
              const len0 = data0.length;
              for (let i0 = 0; i0 < len0; i0++) {
                let data1 = data0[i0];
                const _errs3 = errors;
                if (errors === _errs3) {
                  if (data1 && typeof data1 == "object" && !Array.isArray(data1)) {
                    let missing1;
                    if (data1.message_id === void 0 && (missing1 = "message_id") || data1.sender === void 0 && (missing1 = "sender") || data1.attempts === void 0 && (missing1 = "attempts") || data1.created_at === void 0 && (missing1 = "created_at") || data1.next_attempt_at === void 0 && (missing1 = "next_attempt_at") || data1.last_error === void 0 && (missing1 = "last_error")) {
                      validate123.errors = [{ instancePath: instancePath + "/messages/" + i0, schemaPath: "#/properties/messages/items/required", keyword: "required", params: { missingProperty: missing1 } }];
                      return false;
                    } else {
                      if (data1.message_id !== void 0) {
                        const _errs5 = errors;
                        if (!validate25(data1.message_id, { instancePath: instancePath + "/messages/" + i0 + "/message_id", parentData: data1, parentDataProperty: "message_id", rootData })) {
                          vErrors = vErrors === null ? validate25.errors : vErrors.concat(validate25.errors);
                          errors = vErrors.length;
                        }
                        var valid2 = _errs5 === errors;
                      } else {
                        var valid2 = true;
                      }
                      if (valid2) {
                        if (data1.sender !== void 0) {
                          const _errs6 = errors;
                          if (!validate75(data1.sender, { instancePath: instancePath + "/messages/" + i0 + "/sender", parentData: data1, parentDataProperty: "sender", rootData })) {
                            vErrors = vErrors === null ? validate75.errors : vErrors.concat(validate75.errors);
                            errors = vErrors.length;
                          }
                          var valid2 = _errs6 === errors;
                        } else {
                          var valid2 = true;
                        }
                        if (valid2) {
                          if (data1.attempts !== void 0) {
                            let data4 = data1.attempts;
                            const _errs7 = errors;
                            if (!(typeof data4 == "number" && (!(data4 % 1) && !isNaN(data4)) && isFinite(data4))) {
                              validate123.errors = [{ instancePath: instancePath + "/messages/" + i0 + "/attempts", schemaPath: "#/properties/messages/items/properties/attempts/type", keyword: "type", params: { type: "integer" } }];
                              return false;
                            }
                            if (errors === _errs7) {
                              if (typeof data4 == "number" && isFinite(data4)) {
                                if (data4 > 9007199254740991 || isNaN(data4)) {
                                  validate123.errors = [{ instancePath: instancePath + "/messages/" + i0 + "/attempts", schemaPath: "#/properties/messages/items/properties/attempts/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                                  return false;
                                } else {
                                  if (data4 < 0 || isNaN(data4)) {
                                    validate123.errors = [{ instancePath: instancePath + "/messages/" + i0 + "/attempts", schemaPath: "#/properties/messages/items/properties/attempts/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                                    return false;
                                  }
                                }
                              }
                            }
                            var valid2 = _errs7 === errors;
                          } else {
                            var valid2 = true;
                          }
                          if (valid2) {
                            if (data1.created_at !== void 0) {
                              const _errs9 = errors;
                              if (!validate22(data1.created_at, { instancePath: instancePath + "/messages/" + i0 + "/created_at", parentData: data1, parentDataProperty: "created_at", rootData })) {
                                vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                                errors = vErrors.length;
                              }
                              var valid2 = _errs9 === errors;
                            } else {
                              var valid2 = true;
                            }
                            if (valid2) {
                              if (data1.next_attempt_at !== void 0) {
                                let data6 = data1.next_attempt_at;
                                const _errs10 = errors;
                                const _errs11 = errors;
                                let valid3 = false;
                                const _errs12 = errors;
                                if (!validate22(data6, { instancePath: instancePath + "/messages/" + i0 + "/next_attempt_at", parentData: data1, parentDataProperty: "next_attempt_at", rootData })) {
                                  vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                                  errors = vErrors.length;
                                }
                                var _valid0 = _errs12 === errors;
                                valid3 = valid3 || _valid0;
                                if (!valid3) {
                                  const _errs13 = errors;
                                  if (data6 !== null) {
                                    const err0 = { instancePath: instancePath + "/messages/" + i0 + "/next_attempt_at", schemaPath: "#/properties/messages/items/properties/next_attempt_at/anyOf/1/type", keyword: "type", params: { type: "null" } };
                                    if (vErrors === null) {
                                      vErrors = [err0];
                                    } else {
                                      vErrors.push(err0);
                                    }
                                    errors++;
                                  }
                                  var _valid0 = _errs13 === errors;
                                  valid3 = valid3 || _valid0;
                                }
                                if (!valid3) {
                                  const err1 = { instancePath: instancePath + "/messages/" + i0 + "/next_attempt_at", schemaPath: "#/properties/messages/items/properties/next_attempt_at/anyOf", keyword: "anyOf", params: {} };
                                  if (vErrors === null) {
                                    vErrors = [err1];
                                  } else {
                                    vErrors.push(err1);
                                  }
                                  errors++;
                                  validate123.errors = vErrors;
                                  return false;
                                } else {
                                  errors = _errs11;
                                  if (vErrors !== null) {
                                    if (_errs11) {
                                      vErrors.length = _errs11;
                                    } else {
                                      vErrors = null;
                                    }
                                  }
                                }
                                var valid2 = _errs10 === errors;
                              } else {
                                var valid2 = true;
                              }
                              if (valid2) {
                                if (data1.last_error !== void 0) {
                                  let data7 = data1.last_error;
                                  const _errs15 = errors;
                                  const _errs16 = errors;
                                  let valid4 = false;
                                  const _errs17 = errors;
                                  if (errors === _errs17) {
                                    if (data7 && typeof data7 == "object" && !Array.isArray(data7)) {
                                      let missing2;
                                      if (data7.code === void 0 && (missing2 = "code") || data7.detail === void 0 && (missing2 = "detail")) {
                                        const err2 = { instancePath: instancePath + "/messages/" + i0 + "/last_error", schemaPath: "#/properties/messages/items/properties/last_error/anyOf/0/required", keyword: "required", params: { missingProperty: missing2 } };
                                        if (vErrors === null) {
                                          vErrors = [err2];
                                        } else {
                                          vErrors.push(err2);
                                        }
                                        errors++;
                                      } else {
                                        if (data7.code !== void 0) {
                                          const _errs19 = errors;
                                          if (typeof data7.code !== "string") {
                                            const err3 = { instancePath: instancePath + "/messages/" + i0 + "/last_error/code", schemaPath: "#/properties/messages/items/properties/last_error/anyOf/0/properties/code/type", keyword: "type", params: { type: "string" } };
                                            if (vErrors === null) {
                                              vErrors = [err3];
                                            } else {
                                              vErrors.push(err3);
                                            }
                                            errors++;
                                          }
                                          var valid5 = _errs19 === errors;
                                        } else {
                                          var valid5 = true;
                                        }
                                        if (valid5) {
                                          if (data7.detail !== void 0) {
                                            const _errs21 = errors;
                                            if (typeof data7.detail !== "string") {
                                              const err4 = { instancePath: instancePath + "/messages/" + i0 + "/last_error/detail", schemaPath: "#/properties/messages/items/properties/last_error/anyOf/0/properties/detail/type", keyword: "type", params: { type: "string" } };
                                              if (vErrors === null) {
                                                vErrors = [err4];
                                              } else {
                                                vErrors.push(err4);
                                              }
                                              errors++;
                                            }
                                            var valid5 = _errs21 === errors;
                                          } else {
                                            var valid5 = true;
                                          }
                                        }
                                      }
                                    } else {
                                      const err5 = { instancePath: instancePath + "/messages/" + i0 + "/last_error", schemaPath: "#/properties/messages/items/properties/last_error/anyOf/0/type", keyword: "type", params: { type: "object" } };
                                      if (vErrors === null) {
                                        vErrors = [err5];
                                      } else {
                                        vErrors.push(err5);
                                      }
                                      errors++;
                                    }
                                  }
                                  var _valid1 = _errs17 === errors;
                                  valid4 = valid4 || _valid1;
                                  if (!valid4) {
                                    const _errs23 = errors;
                                    if (data7 !== null) {
                                      const err6 = { instancePath: instancePath + "/messages/" + i0 + "/last_error", schemaPath: "#/properties/messages/items/properties/last_error/anyOf/1/type", keyword: "type", params: { type: "null" } };
                                      if (vErrors === null) {
                                        vErrors = [err6];
                                      } else {
                                        vErrors.push(err6);
                                      }
                                      errors++;
                                    }
                                    var _valid1 = _errs23 === errors;
                                    valid4 = valid4 || _valid1;
                                  }
                                  if (!valid4) {
                                    const err7 = { instancePath: instancePath + "/messages/" + i0 + "/last_error", schemaPath: "#/properties/messages/items/properties/last_error/anyOf", keyword: "anyOf", params: {} };
                                    if (vErrors === null) {
                                      vErrors = [err7];
                                    } else {
                                      vErrors.push(err7);
                                    }
                                    errors++;
                                    validate123.errors = vErrors;
                                    return false;
                                  } else {
                                    errors = _errs16;
                                    if (vErrors !== null) {
                                      if (_errs16) {
                                        vErrors.length = _errs16;
                                      } else {
                                        vErrors = null;
                                      }
                                    }
                                  }
                                  var valid2 = _errs15 === errors;
                                } else {
                                  var valid2 = true;
                                }
                              }
                            }
                          }
                        }
                      }
                    }
                  } else {
                    validate123.errors = [{ instancePath: instancePath + "/messages/" + i0, schemaPath: "#/properties/messages/items/type", keyword: "type", params: { type: "object" } }];
                    return false;
                  }
                }
                var valid1 = _errs3 === errors;
                if (!valid1) {
                  break;
                }
              }
            } else {
              validate123.errors = [{ instancePath: instancePath + "/messages", schemaPath: "#/properties/messages/type", keyword: "type", params: { type: "array" } }];
              return false;
            }
          }
        }
      }
    } else {
      validate123.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate123.errors = vErrors;
  return errors === 0;
}
var validateAdminQuotas = validate128;
function validate128(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.limits === void 0 && (missing0 = "limits") || data.users === void 0 && (missing0 = "users")) {
        validate128.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.limits !== void 0) {
          let data0 = data.limits;
          const _errs1 = errors;
          if (errors === _errs1) {
            if (data0 && typeof data0 == "object" && !Array.isArray(data0)) {
              let missing1;
              if (data0.attachment_max_bytes === void 0 && (missing1 = "attachment_max_bytes") || data0.user_storage_bytes === void 0 && (missing1 = "user_storage_bytes") || data0.rate_ip === void 0 && (missing1 = "rate_ip") || data0.rate_user === void 0 && (missing1 = "rate_user") || data0.rate_domain === void 0 && (missing1 = "rate_domain") || data0.rate_login_user === void 0 && (missing1 = "rate_login_user") || data0.rate_login_ip === void 0 && (missing1 = "rate_login_ip")) {
                validate128.errors = [{ instancePath: instancePath + "/limits", schemaPath: "#/properties/limits/required", keyword: "required", params: { missingProperty: missing1 } }];
                return false;
              } else {
                if (data0.attachment_max_bytes !== void 0) {
                  let data1 = data0.attachment_max_bytes;
                  const _errs3 = errors;
                  if (!(typeof data1 == "number" && (!(data1 % 1) && !isNaN(data1)) && isFinite(data1))) {
                    validate128.errors = [{ instancePath: instancePath + "/limits/attachment_max_bytes", schemaPath: "#/properties/limits/properties/attachment_max_bytes/type", keyword: "type", params: { type: "integer" } }];
                    return false;
                  }
                  if (errors === _errs3) {
                    if (typeof data1 == "number" && isFinite(data1)) {
                      if (data1 > 9007199254740991 || isNaN(data1)) {
                        validate128.errors = [{ instancePath: instancePath + "/limits/attachment_max_bytes", schemaPath: "#/properties/limits/properties/attachment_max_bytes/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                        return false;
                      } else {
                        if (data1 < 0 || isNaN(data1)) {
                          validate128.errors = [{ instancePath: instancePath + "/limits/attachment_max_bytes", schemaPath: "#/properties/limits/properties/attachment_max_bytes/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                          return false;
                        }
                      }
                    }
                  }
                  var valid1 = _errs3 === errors;
                } else {
                  var valid1 = true;
                }
                if (valid1) {
                  if (data0.user_storage_bytes !== void 0) {
                    let data2 = data0.user_storage_bytes;
                    const _errs5 = errors;
                    const _errs6 = errors;
                    let valid2 = false;
                    const _errs7 = errors;
                    if (!(typeof data2 == "number" && (!(data2 % 1) && !isNaN(data2)) && isFinite(data2))) {
                      const err0 = { instancePath: instancePath + "/limits/user_storage_bytes", schemaPath: "#/properties/limits/properties/user_storage_bytes/anyOf/0/type", keyword: "type", params: { type: "integer" } };
                      if (vErrors === null) {
                        vErrors = [err0];
                      } else {
                        vErrors.push(err0);
                      }
                      errors++;
                    }
                    if (errors === _errs7) {
                      if (typeof data2 == "number" && isFinite(data2)) {
                        if (data2 > 9007199254740991 || isNaN(data2)) {
                          const err1 = { instancePath: instancePath + "/limits/user_storage_bytes", schemaPath: "#/properties/limits/properties/user_storage_bytes/anyOf/0/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } };
                          if (vErrors === null) {
                            vErrors = [err1];
                          } else {
                            vErrors.push(err1);
                          }
                          errors++;
                        } else {
                          if (data2 < 0 || isNaN(data2)) {
                            const err2 = { instancePath: instancePath + "/limits/user_storage_bytes", schemaPath: "#/properties/limits/properties/user_storage_bytes/anyOf/0/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } };
                            if (vErrors === null) {
                              vErrors = [err2];
                            } else {
                              vErrors.push(err2);
                            }
                            errors++;
                          }
                        }
                      }
                    }
                    var _valid0 = _errs7 === errors;
                    valid2 = valid2 || _valid0;
                    if (!valid2) {
                      const _errs9 = errors;
                      if (data2 !== null) {
                        const err3 = { instancePath: instancePath + "/limits/user_storage_bytes", schemaPath: "#/properties/limits/properties/user_storage_bytes/anyOf/1/type", keyword: "type", params: { type: "null" } };
                        if (vErrors === null) {
                          vErrors = [err3];
                        } else {
                          vErrors.push(err3);
                        }
                        errors++;
                      }
                      var _valid0 = _errs9 === errors;
                      valid2 = valid2 || _valid0;
                    }
                    if (!valid2) {
                      const err4 = { instancePath: instancePath + "/limits/user_storage_bytes", schemaPath: "#/properties/limits/properties/user_storage_bytes/anyOf", keyword: "anyOf", params: {} };
                      if (vErrors === null) {
                        vErrors = [err4];
                      } else {
                        vErrors.push(err4);
                      }
                      errors++;
                      validate128.errors = vErrors;
                      return false;
                    } else {
                      errors = _errs6;
                      if (vErrors !== null) {
                        if (_errs6) {
                          vErrors.length = _errs6;
                        } else {
                          vErrors = null;
                        }
                      }
                    }
                    var valid1 = _errs5 === errors;
                  } else {
                    var valid1 = true;
                  }
                  if (valid1) {
                    if (data0.rate_ip !== void 0) {
                      let data3 = data0.rate_ip;
                      const _errs11 = errors;
                      const _errs12 = errors;
                      let valid3 = false;
                      const _errs13 = errors;
                      if (errors === _errs13) {
                        if (data3 && typeof data3 == "object" && !Array.isArray(data3)) {
                          let missing2;
                          if (data3.per_second === void 0 && (missing2 = "per_second") || data3.burst === void 0 && (missing2 = "burst")) {
                            const err5 = { instancePath: instancePath + "/limits/rate_ip", schemaPath: "#/properties/limits/properties/rate_ip/anyOf/0/required", keyword: "required", params: { missingProperty: missing2 } };
                            if (vErrors === null) {
                              vErrors = [err5];
                            } else {
                              vErrors.push(err5);
                            }
                            errors++;
                          } else {
                            if (data3.per_second !== void 0) {
                              let data4 = data3.per_second;
                              const _errs15 = errors;
                              if (!(typeof data4 == "number" && isFinite(data4))) {
                                const err6 = { instancePath: instancePath + "/limits/rate_ip/per_second", schemaPath: "#/properties/limits/properties/rate_ip/anyOf/0/properties/per_second/type", keyword: "type", params: { type: "number" } };
                                if (vErrors === null) {
                                  vErrors = [err6];
                                } else {
                                  vErrors.push(err6);
                                }
                                errors++;
                              }
                              var valid4 = _errs15 === errors;
                            } else {
                              var valid4 = true;
                            }
                            if (valid4) {
                              if (data3.burst !== void 0) {
                                let data5 = data3.burst;
                                const _errs17 = errors;
                                if (!(typeof data5 == "number" && isFinite(data5))) {
                                  const err7 = { instancePath: instancePath + "/limits/rate_ip/burst", schemaPath: "#/properties/limits/properties/rate_ip/anyOf/0/properties/burst/type", keyword: "type", params: { type: "number" } };
                                  if (vErrors === null) {
                                    vErrors = [err7];
                                  } else {
                                    vErrors.push(err7);
                                  }
                                  errors++;
                                }
                                var valid4 = _errs17 === errors;
                              } else {
                                var valid4 = true;
                              }
                            }
                          }
                        } else {
                          const err8 = { instancePath: instancePath + "/limits/rate_ip", schemaPath: "#/properties/limits/properties/rate_ip/anyOf/0/type", keyword: "type", params: { type: "object" } };
                          if (vErrors === null) {
                            vErrors = [err8];
                          } else {
                            vErrors.push(err8);
                          }
                          errors++;
                        }
                      }
                      var _valid1 = _errs13 === errors;
                      valid3 = valid3 || _valid1;
                      if (!valid3) {
                        const _errs19 = errors;
                        if (data3 !== null) {
                          const err9 = { instancePath: instancePath + "/limits/rate_ip", schemaPath: "#/properties/limits/properties/rate_ip/anyOf/1/type", keyword: "type", params: { type: "null" } };
                          if (vErrors === null) {
                            vErrors = [err9];
                          } else {
                            vErrors.push(err9);
                          }
                          errors++;
                        }
                        var _valid1 = _errs19 === errors;
                        valid3 = valid3 || _valid1;
                      }
                      if (!valid3) {
                        const err10 = { instancePath: instancePath + "/limits/rate_ip", schemaPath: "#/properties/limits/properties/rate_ip/anyOf", keyword: "anyOf", params: {} };
                        if (vErrors === null) {
                          vErrors = [err10];
                        } else {
                          vErrors.push(err10);
                        }
                        errors++;
                        validate128.errors = vErrors;
                        return false;
                      } else {
                        errors = _errs12;
                        if (vErrors !== null) {
                          if (_errs12) {
                            vErrors.length = _errs12;
                          } else {
                            vErrors = null;
                          }
                        }
                      }
                      var valid1 = _errs11 === errors;
                    } else {
                      var valid1 = true;
                    }
                    if (valid1) {
                      if (data0.rate_user !== void 0) {
                        let data6 = data0.rate_user;
                        const _errs21 = errors;
                        const _errs22 = errors;
                        let valid5 = false;
                        const _errs23 = errors;
                        if (errors === _errs23) {
                          if (data6 && typeof data6 == "object" && !Array.isArray(data6)) {
                            let missing3;
                            if (data6.per_second === void 0 && (missing3 = "per_second") || data6.burst === void 0 && (missing3 = "burst")) {
                              const err11 = { instancePath: instancePath + "/limits/rate_user", schemaPath: "#/properties/limits/properties/rate_user/anyOf/0/required", keyword: "required", params: { missingProperty: missing3 } };
                              if (vErrors === null) {
                                vErrors = [err11];
                              } else {
                                vErrors.push(err11);
                              }
                              errors++;
                            } else {
                              if (data6.per_second !== void 0) {
                                let data7 = data6.per_second;
                                const _errs25 = errors;
                                if (!(typeof data7 == "number" && isFinite(data7))) {
                                  const err12 = { instancePath: instancePath + "/limits/rate_user/per_second", schemaPath: "#/properties/limits/properties/rate_user/anyOf/0/properties/per_second/type", keyword: "type", params: { type: "number" } };
                                  if (vErrors === null) {
                                    vErrors = [err12];
                                  } else {
                                    vErrors.push(err12);
                                  }
                                  errors++;
                                }
                                var valid6 = _errs25 === errors;
                              } else {
                                var valid6 = true;
                              }
                              if (valid6) {
                                if (data6.burst !== void 0) {
                                  let data8 = data6.burst;
                                  const _errs27 = errors;
                                  if (!(typeof data8 == "number" && isFinite(data8))) {
                                    const err13 = { instancePath: instancePath + "/limits/rate_user/burst", schemaPath: "#/properties/limits/properties/rate_user/anyOf/0/properties/burst/type", keyword: "type", params: { type: "number" } };
                                    if (vErrors === null) {
                                      vErrors = [err13];
                                    } else {
                                      vErrors.push(err13);
                                    }
                                    errors++;
                                  }
                                  var valid6 = _errs27 === errors;
                                } else {
                                  var valid6 = true;
                                }
                              }
                            }
                          } else {
                            const err14 = { instancePath: instancePath + "/limits/rate_user", schemaPath: "#/properties/limits/properties/rate_user/anyOf/0/type", keyword: "type", params: { type: "object" } };
                            if (vErrors === null) {
                              vErrors = [err14];
                            } else {
                              vErrors.push(err14);
                            }
                            errors++;
                          }
                        }
                        var _valid2 = _errs23 === errors;
                        valid5 = valid5 || _valid2;
                        if (!valid5) {
                          const _errs29 = errors;
                          if (data6 !== null) {
                            const err15 = { instancePath: instancePath + "/limits/rate_user", schemaPath: "#/properties/limits/properties/rate_user/anyOf/1/type", keyword: "type", params: { type: "null" } };
                            if (vErrors === null) {
                              vErrors = [err15];
                            } else {
                              vErrors.push(err15);
                            }
                            errors++;
                          }
                          var _valid2 = _errs29 === errors;
                          valid5 = valid5 || _valid2;
                        }
                        if (!valid5) {
                          const err16 = { instancePath: instancePath + "/limits/rate_user", schemaPath: "#/properties/limits/properties/rate_user/anyOf", keyword: "anyOf", params: {} };
                          if (vErrors === null) {
                            vErrors = [err16];
                          } else {
                            vErrors.push(err16);
                          }
                          errors++;
                          validate128.errors = vErrors;
                          return false;
                        } else {
                          errors = _errs22;
                          if (vErrors !== null) {
                            if (_errs22) {
                              vErrors.length = _errs22;
                            } else {
                              vErrors = null;
                            }
                          }
                        }
                        var valid1 = _errs21 === errors;
                      } else {
                        var valid1 = true;
                      }
                      if (valid1) {
                        if (data0.rate_domain !== void 0) {
                          let data9 = data0.rate_domain;
                          const _errs31 = errors;
                          const _errs32 = errors;
                          let valid7 = false;
                          const _errs33 = errors;
                          if (errors === _errs33) {
                            if (data9 && typeof data9 == "object" && !Array.isArray(data9)) {
                              let missing4;
                              if (data9.per_second === void 0 && (missing4 = "per_second") || data9.burst === void 0 && (missing4 = "burst")) {
                                const err17 = { instancePath: instancePath + "/limits/rate_domain", schemaPath: "#/properties/limits/properties/rate_domain/anyOf/0/required", keyword: "required", params: { missingProperty: missing4 } };
                                if (vErrors === null) {
                                  vErrors = [err17];
                                } else {
                                  vErrors.push(err17);
                                }
                                errors++;
                              } else {
                                if (data9.per_second !== void 0) {
                                  let data10 = data9.per_second;
                                  const _errs35 = errors;
                                  if (!(typeof data10 == "number" && isFinite(data10))) {
                                    const err18 = { instancePath: instancePath + "/limits/rate_domain/per_second", schemaPath: "#/properties/limits/properties/rate_domain/anyOf/0/properties/per_second/type", keyword: "type", params: { type: "number" } };
                                    if (vErrors === null) {
                                      vErrors = [err18];
                                    } else {
                                      vErrors.push(err18);
                                    }
                                    errors++;
                                  }
                                  var valid8 = _errs35 === errors;
                                } else {
                                  var valid8 = true;
                                }
                                if (valid8) {
                                  if (data9.burst !== void 0) {
                                    let data11 = data9.burst;
                                    const _errs37 = errors;
                                    if (!(typeof data11 == "number" && isFinite(data11))) {
                                      const err19 = { instancePath: instancePath + "/limits/rate_domain/burst", schemaPath: "#/properties/limits/properties/rate_domain/anyOf/0/properties/burst/type", keyword: "type", params: { type: "number" } };
                                      if (vErrors === null) {
                                        vErrors = [err19];
                                      } else {
                                        vErrors.push(err19);
                                      }
                                      errors++;
                                    }
                                    var valid8 = _errs37 === errors;
                                  } else {
                                    var valid8 = true;
                                  }
                                }
                              }
                            } else {
                              const err20 = { instancePath: instancePath + "/limits/rate_domain", schemaPath: "#/properties/limits/properties/rate_domain/anyOf/0/type", keyword: "type", params: { type: "object" } };
                              if (vErrors === null) {
                                vErrors = [err20];
                              } else {
                                vErrors.push(err20);
                              }
                              errors++;
                            }
                          }
                          var _valid3 = _errs33 === errors;
                          valid7 = valid7 || _valid3;
                          if (!valid7) {
                            const _errs39 = errors;
                            if (data9 !== null) {
                              const err21 = { instancePath: instancePath + "/limits/rate_domain", schemaPath: "#/properties/limits/properties/rate_domain/anyOf/1/type", keyword: "type", params: { type: "null" } };
                              if (vErrors === null) {
                                vErrors = [err21];
                              } else {
                                vErrors.push(err21);
                              }
                              errors++;
                            }
                            var _valid3 = _errs39 === errors;
                            valid7 = valid7 || _valid3;
                          }
                          if (!valid7) {
                            const err22 = { instancePath: instancePath + "/limits/rate_domain", schemaPath: "#/properties/limits/properties/rate_domain/anyOf", keyword: "anyOf", params: {} };
                            if (vErrors === null) {
                              vErrors = [err22];
                            } else {
                              vErrors.push(err22);
                            }
                            errors++;
                            validate128.errors = vErrors;
                            return false;
                          } else {
                            errors = _errs32;
                            if (vErrors !== null) {
                              if (_errs32) {
                                vErrors.length = _errs32;
                              } else {
                                vErrors = null;
                              }
                            }
                          }
                          var valid1 = _errs31 === errors;
                        } else {
                          var valid1 = true;
                        }
                        if (valid1) {
                          if (data0.rate_login_user !== void 0) {
                            let data12 = data0.rate_login_user;
                            const _errs41 = errors;
                            const _errs42 = errors;
                            let valid9 = false;
                            const _errs43 = errors;
                            if (errors === _errs43) {
                              if (data12 && typeof data12 == "object" && !Array.isArray(data12)) {
                                let missing5;
                                if (data12.per_second === void 0 && (missing5 = "per_second") || data12.burst === void 0 && (missing5 = "burst")) {
                                  const err23 = { instancePath: instancePath + "/limits/rate_login_user", schemaPath: "#/properties/limits/properties/rate_login_user/anyOf/0/required", keyword: "required", params: { missingProperty: missing5 } };
                                  if (vErrors === null) {
                                    vErrors = [err23];
                                  } else {
                                    vErrors.push(err23);
                                  }
                                  errors++;
                                } else {
                                  if (data12.per_second !== void 0) {
                                    let data13 = data12.per_second;
                                    const _errs45 = errors;
                                    if (!(typeof data13 == "number" && isFinite(data13))) {
                                      const err24 = { instancePath: instancePath + "/limits/rate_login_user/per_second", schemaPath: "#/properties/limits/properties/rate_login_user/anyOf/0/properties/per_second/type", keyword: "type", params: { type: "number" } };
                                      if (vErrors === null) {
                                        vErrors = [err24];
                                      } else {
                                        vErrors.push(err24);
                                      }
                                      errors++;
                                    }
                                    var valid10 = _errs45 === errors;
                                  } else {
                                    var valid10 = true;
                                  }
                                  if (valid10) {
                                    if (data12.burst !== void 0) {
                                      let data14 = data12.burst;
                                      const _errs47 = errors;
                                      if (!(typeof data14 == "number" && isFinite(data14))) {
                                        const err25 = { instancePath: instancePath + "/limits/rate_login_user/burst", schemaPath: "#/properties/limits/properties/rate_login_user/anyOf/0/properties/burst/type", keyword: "type", params: { type: "number" } };
                                        if (vErrors === null) {
                                          vErrors = [err25];
                                        } else {
                                          vErrors.push(err25);
                                        }
                                        errors++;
                                      }
                                      var valid10 = _errs47 === errors;
                                    } else {
                                      var valid10 = true;
                                    }
                                  }
                                }
                              } else {
                                const err26 = { instancePath: instancePath + "/limits/rate_login_user", schemaPath: "#/properties/limits/properties/rate_login_user/anyOf/0/type", keyword: "type", params: { type: "object" } };
                                if (vErrors === null) {
                                  vErrors = [err26];
                                } else {
                                  vErrors.push(err26);
                                }
                                errors++;
                              }
                            }
                            var _valid4 = _errs43 === errors;
                            valid9 = valid9 || _valid4;
                            if (!valid9) {
                              const _errs49 = errors;
                              if (data12 !== null) {
                                const err27 = { instancePath: instancePath + "/limits/rate_login_user", schemaPath: "#/properties/limits/properties/rate_login_user/anyOf/1/type", keyword: "type", params: { type: "null" } };
                                if (vErrors === null) {
                                  vErrors = [err27];
                                } else {
                                  vErrors.push(err27);
                                }
                                errors++;
                              }
                              var _valid4 = _errs49 === errors;
                              valid9 = valid9 || _valid4;
                            }
                            if (!valid9) {
                              const err28 = { instancePath: instancePath + "/limits/rate_login_user", schemaPath: "#/properties/limits/properties/rate_login_user/anyOf", keyword: "anyOf", params: {} };
                              if (vErrors === null) {
                                vErrors = [err28];
                              } else {
                                vErrors.push(err28);
                              }
                              errors++;
                              validate128.errors = vErrors;
                              return false;
                            } else {
                              errors = _errs42;
                              if (vErrors !== null) {
                                if (_errs42) {
                                  vErrors.length = _errs42;
                                } else {
                                  vErrors = null;
                                }
                              }
                            }
                            var valid1 = _errs41 === errors;
                          } else {
                            var valid1 = true;
                          }
                          if (valid1) {
                            if (data0.rate_login_ip !== void 0) {
                              let data15 = data0.rate_login_ip;
                              const _errs51 = errors;
                              const _errs52 = errors;
                              let valid11 = false;
                              const _errs53 = errors;
                              if (errors === _errs53) {
                                if (data15 && typeof data15 == "object" && !Array.isArray(data15)) {
                                  let missing6;
                                  if (data15.per_second === void 0 && (missing6 = "per_second") || data15.burst === void 0 && (missing6 = "burst")) {
                                    const err29 = { instancePath: instancePath + "/limits/rate_login_ip", schemaPath: "#/properties/limits/properties/rate_login_ip/anyOf/0/required", keyword: "required", params: { missingProperty: missing6 } };
                                    if (vErrors === null) {
                                      vErrors = [err29];
                                    } else {
                                      vErrors.push(err29);
                                    }
                                    errors++;
                                  } else {
                                    if (data15.per_second !== void 0) {
                                      let data16 = data15.per_second;
                                      const _errs55 = errors;
                                      if (!(typeof data16 == "number" && isFinite(data16))) {
                                        const err30 = { instancePath: instancePath + "/limits/rate_login_ip/per_second", schemaPath: "#/properties/limits/properties/rate_login_ip/anyOf/0/properties/per_second/type", keyword: "type", params: { type: "number" } };
                                        if (vErrors === null) {
                                          vErrors = [err30];
                                        } else {
                                          vErrors.push(err30);
                                        }
                                        errors++;
                                      }
                                      var valid12 = _errs55 === errors;
                                    } else {
                                      var valid12 = true;
                                    }
                                    if (valid12) {
                                      if (data15.burst !== void 0) {
                                        let data17 = data15.burst;
                                        const _errs57 = errors;
                                        if (!(typeof data17 == "number" && isFinite(data17))) {
                                          const err31 = { instancePath: instancePath + "/limits/rate_login_ip/burst", schemaPath: "#/properties/limits/properties/rate_login_ip/anyOf/0/properties/burst/type", keyword: "type", params: { type: "number" } };
                                          if (vErrors === null) {
                                            vErrors = [err31];
                                          } else {
                                            vErrors.push(err31);
                                          }
                                          errors++;
                                        }
                                        var valid12 = _errs57 === errors;
                                      } else {
                                        var valid12 = true;
                                      }
                                    }
                                  }
                                } else {
                                  const err32 = { instancePath: instancePath + "/limits/rate_login_ip", schemaPath: "#/properties/limits/properties/rate_login_ip/anyOf/0/type", keyword: "type", params: { type: "object" } };
                                  if (vErrors === null) {
                                    vErrors = [err32];
                                  } else {
                                    vErrors.push(err32);
                                  }
                                  errors++;
                                }
                              }
                              var _valid5 = _errs53 === errors;
                              valid11 = valid11 || _valid5;
                              if (!valid11) {
                                const _errs59 = errors;
                                if (data15 !== null) {
                                  const err33 = { instancePath: instancePath + "/limits/rate_login_ip", schemaPath: "#/properties/limits/properties/rate_login_ip/anyOf/1/type", keyword: "type", params: { type: "null" } };
                                  if (vErrors === null) {
                                    vErrors = [err33];
                                  } else {
                                    vErrors.push(err33);
                                  }
                                  errors++;
                                }
                                var _valid5 = _errs59 === errors;
                                valid11 = valid11 || _valid5;
                              }
                              if (!valid11) {
                                const err34 = { instancePath: instancePath + "/limits/rate_login_ip", schemaPath: "#/properties/limits/properties/rate_login_ip/anyOf", keyword: "anyOf", params: {} };
                                if (vErrors === null) {
                                  vErrors = [err34];
                                } else {
                                  vErrors.push(err34);
                                }
                                errors++;
                                validate128.errors = vErrors;
                                return false;
                              } else {
                                errors = _errs52;
                                if (vErrors !== null) {
                                  if (_errs52) {
                                    vErrors.length = _errs52;
                                  } else {
                                    vErrors = null;
                                  }
                                }
                              }
                              var valid1 = _errs51 === errors;
                            } else {
                              var valid1 = true;
                            }
                          }
                        }
                      }
                    }
                  }
                }
              }
            } else {
              validate128.errors = [{ instancePath: instancePath + "/limits", schemaPath: "#/properties/limits/type", keyword: "type", params: { type: "object" } }];
              return false;
            }
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.users !== void 0) {
            let data18 = data.users;
            const _errs61 = errors;
            if (errors === _errs61) {
              if (Array.isArray(data18)) {
                var valid13 = true;
                const len0 = data18.length;
                for (let i0 = 0; i0 < len0; i0++) {
                  let data19 = data18[i0];
                  const _errs63 = errors;
                  if (errors === _errs63) {
                    if (data19 && typeof data19 == "object" && !Array.isArray(data19)) {
                      let missing7;
                      if (data19.user === void 0 && (missing7 = "user") || data19.stored_bytes === void 0 && (missing7 = "stored_bytes") || data19.attachments === void 0 && (missing7 = "attachments") || data19.limit_bytes === void 0 && (missing7 = "limit_bytes")) {
                        validate128.errors = [{ instancePath: instancePath + "/users/" + i0, schemaPath: "#/properties/users/items/required", keyword: "required", params: { missingProperty: missing7 } }];
                        return false;
                      } else {
                        if (data19.user !== void 0) {
                          const _errs65 = errors;
                          if (!validate75(data19.user, { instancePath: instancePath + "/users/" + i0 + "/user", parentData: data19, parentDataProperty: "user", rootData })) {
                            vErrors = vErrors === null ? validate75.errors : vErrors.concat(validate75.errors);
                            errors = vErrors.length;
                          }
                          var valid14 = _errs65 === errors;
                        } else {
                          var valid14 = true;
                        }
                        if (valid14) {
                          if (data19.stored_bytes !== void 0) {
                            let data21 = data19.stored_bytes;
                            const _errs66 = errors;
                            if (!(typeof data21 == "number" && (!(data21 % 1) && !isNaN(data21)) && isFinite(data21))) {
                              validate128.errors = [{ instancePath: instancePath + "/users/" + i0 + "/stored_bytes", schemaPath: "#/properties/users/items/properties/stored_bytes/type", keyword: "type", params: { type: "integer" } }];
                              return false;
                            }
                            if (errors === _errs66) {
                              if (typeof data21 == "number" && isFinite(data21)) {
                                if (data21 > 9007199254740991 || isNaN(data21)) {
                                  validate128.errors = [{ instancePath: instancePath + "/users/" + i0 + "/stored_bytes", schemaPath: "#/properties/users/items/properties/stored_bytes/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                                  return false;
                                } else {
                                  if (data21 < 0 || isNaN(data21)) {
                                    validate128.errors = [{ instancePath: instancePath + "/users/" + i0 + "/stored_bytes", schemaPath: "#/properties/users/items/properties/stored_bytes/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                                    return false;
                                  }
                                }
                              }
                            }
                            var valid14 = _errs66 === errors;
                          } else {
                            var valid14 = true;
                          }
                          if (valid14) {
                            if (data19.attachments !== void 0) {
                              let data22 = data19.attachments;
                              const _errs68 = errors;
                              if (!(typeof data22 == "number" && (!(data22 % 1) && !isNaN(data22)) && isFinite(data22))) {
                                validate128.errors = [{ instancePath: instancePath + "/users/" + i0 + "/attachments", schemaPath: "#/properties/users/items/properties/attachments/type", keyword: "type", params: { type: "integer" } }];
                                return false;
                              }
                              if (errors === _errs68) {
                                if (typeof data22 == "number" && isFinite(data22)) {
                                  if (data22 > 9007199254740991 || isNaN(data22)) {
                                    validate128.errors = [{ instancePath: instancePath + "/users/" + i0 + "/attachments", schemaPath: "#/properties/users/items/properties/attachments/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                                    return false;
                                  } else {
                                    if (data22 < 0 || isNaN(data22)) {
                                      validate128.errors = [{ instancePath: instancePath + "/users/" + i0 + "/attachments", schemaPath: "#/properties/users/items/properties/attachments/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                                      return false;
                                    }
                                  }
                                }
                              }
                              var valid14 = _errs68 === errors;
                            } else {
                              var valid14 = true;
                            }
                            if (valid14) {
                              if (data19.limit_bytes !== void 0) {
                                let data23 = data19.limit_bytes;
                                const _errs70 = errors;
                                const _errs71 = errors;
                                let valid15 = false;
                                const _errs72 = errors;
                                if (!(typeof data23 == "number" && (!(data23 % 1) && !isNaN(data23)) && isFinite(data23))) {
                                  const err35 = { instancePath: instancePath + "/users/" + i0 + "/limit_bytes", schemaPath: "#/properties/users/items/properties/limit_bytes/anyOf/0/type", keyword: "type", params: { type: "integer" } };
                                  if (vErrors === null) {
                                    vErrors = [err35];
                                  } else {
                                    vErrors.push(err35);
                                  }
                                  errors++;
                                }
                                if (errors === _errs72) {
                                  if (typeof data23 == "number" && isFinite(data23)) {
                                    if (data23 > 9007199254740991 || isNaN(data23)) {
                                      const err36 = { instancePath: instancePath + "/users/" + i0 + "/limit_bytes", schemaPath: "#/properties/users/items/properties/limit_bytes/anyOf/0/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } };
                                      if (vErrors === null) {
                                        vErrors = [err36];
                                      } else {
                                        vErrors.push(err36);
                                      }
                                      errors++;
                                    } else {
                                      if (data23 < 0 || isNaN(data23)) {
                                        const err37 = { instancePath: instancePath + "/users/" + i0 + "/limit_bytes", schemaPath: "#/properties/users/items/properties/limit_bytes/anyOf/0/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } };
                                        if (vErrors === null) {
                                          vErrors = [err37];
                                        } else {
                                          vErrors.push(err37);
                                        }
                                        errors++;
                                      }
                                    }
                                  }
                                }
                                var _valid6 = _errs72 === errors;
                                valid15 = valid15 || _valid6;
                                if (!valid15) {
                                  const _errs74 = errors;
                                  if (data23 !== null) {
                                    const err38 = { instancePath: instancePath + "/users/" + i0 + "/limit_bytes", schemaPath: "#/properties/users/items/properties/limit_bytes/anyOf/1/type", keyword: "type", params: { type: "null" } };
                                    if (vErrors === null) {
                                      vErrors = [err38];
                                    } else {
                                      vErrors.push(err38);
                                    }
                                    errors++;
                                  }
                                  var _valid6 = _errs74 === errors;
                                  valid15 = valid15 || _valid6;
                                }
                                if (!valid15) {
                                  const err39 = { instancePath: instancePath + "/users/" + i0 + "/limit_bytes", schemaPath: "#/properties/users/items/properties/limit_bytes/anyOf", keyword: "anyOf", params: {} };
                                  if (vErrors === null) {
                                    vErrors = [err39];
                                  } else {
                                    vErrors.push(err39);
                                  }
                                  errors++;
                                  validate128.errors = vErrors;
                                  return false;
                                } else {
                                  errors = _errs71;
                                  if (vErrors !== null) {
                                    if (_errs71) {
                                      vErrors.length = _errs71;
                                    } else {
                                      vErrors = null;
                                    }
                                  }
                                }
                                var valid14 = _errs70 === errors;
                              } else {
                                var valid14 = true;
                              }
                            }
                          }
                        }
                      }
                    } else {
                      validate128.errors = [{ instancePath: instancePath + "/users/" + i0, schemaPath: "#/properties/users/items/type", keyword: "type", params: { type: "object" } }];
                      return false;
                    }
                  }
                  var valid13 = _errs63 === errors;
                  if (!valid13) {
                    break;
                  }
                }
              } else {
                validate128.errors = [{ instancePath: instancePath + "/users", schemaPath: "#/properties/users/type", keyword: "type", params: { type: "array" } }];
                return false;
              }
            }
            var valid0 = _errs61 === errors;
          } else {
            var valid0 = true;
          }
        }
      }
    } else {
      validate128.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate128.errors = vErrors;
  return errors === 0;
}
var validateAdminRestoredRun = validate130;
function validate130(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.run === void 0 && (missing0 = "run")) {
        validate130.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        const _errs1 = errors;
        for (const key0 in data) {
          if (!(key0 === "run")) {
            validate130.errors = [{ instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } }];
            return false;
            break;
          }
        }
        if (_errs1 === errors) {
          if (data.run !== void 0) {
            if (!validate25(data.run, { instancePath: instancePath + "/run", parentData: data, parentDataProperty: "run", rootData })) {
              vErrors = vErrors === null ? validate25.errors : vErrors.concat(validate25.errors);
              errors = vErrors.length;
            }
          }
        }
      }
    } else {
      validate130.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate130.errors = vErrors;
  return errors === 0;
}
var validateAdminRestored = validate132;
var schema47 = { "type": "object", "required": ["state", "mailboxes", "sessions", "leases", "fetches"], "properties": { "state": { "enum": ["running", "done"] }, "mailboxes": { "type": "integer", "minimum": 0, "maximum": 9007199254740991 }, "sessions": { "type": "integer", "minimum": 0, "maximum": 9007199254740991 }, "leases": { "type": "integer", "minimum": 0, "maximum": 9007199254740991 }, "fetches": { "type": "integer", "minimum": 0, "maximum": 9007199254740991 } } };
function validate132(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.state === void 0 && (missing0 = "state") || data.mailboxes === void 0 && (missing0 = "mailboxes") || data.sessions === void 0 && (missing0 = "sessions") || data.leases === void 0 && (missing0 = "leases") || data.fetches === void 0 && (missing0 = "fetches")) {
        validate132.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.state !== void 0) {
          let data0 = data.state;
          const _errs1 = errors;
          if (!(data0 === "running" || data0 === "done")) {
            validate132.errors = [{ instancePath: instancePath + "/state", schemaPath: "#/properties/state/enum", keyword: "enum", params: { allowedValues: schema47.properties.state.enum } }];
            return false;
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.mailboxes !== void 0) {
            let data1 = data.mailboxes;
            const _errs2 = errors;
            if (!(typeof data1 == "number" && (!(data1 % 1) && !isNaN(data1)) && isFinite(data1))) {
              validate132.errors = [{ instancePath: instancePath + "/mailboxes", schemaPath: "#/properties/mailboxes/type", keyword: "type", params: { type: "integer" } }];
              return false;
            }
            if (errors === _errs2) {
              if (typeof data1 == "number" && isFinite(data1)) {
                if (data1 > 9007199254740991 || isNaN(data1)) {
                  validate132.errors = [{ instancePath: instancePath + "/mailboxes", schemaPath: "#/properties/mailboxes/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                  return false;
                } else {
                  if (data1 < 0 || isNaN(data1)) {
                    validate132.errors = [{ instancePath: instancePath + "/mailboxes", schemaPath: "#/properties/mailboxes/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                    return false;
                  }
                }
              }
            }
            var valid0 = _errs2 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.sessions !== void 0) {
              let data2 = data.sessions;
              const _errs4 = errors;
              if (!(typeof data2 == "number" && (!(data2 % 1) && !isNaN(data2)) && isFinite(data2))) {
                validate132.errors = [{ instancePath: instancePath + "/sessions", schemaPath: "#/properties/sessions/type", keyword: "type", params: { type: "integer" } }];
                return false;
              }
              if (errors === _errs4) {
                if (typeof data2 == "number" && isFinite(data2)) {
                  if (data2 > 9007199254740991 || isNaN(data2)) {
                    validate132.errors = [{ instancePath: instancePath + "/sessions", schemaPath: "#/properties/sessions/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                    return false;
                  } else {
                    if (data2 < 0 || isNaN(data2)) {
                      validate132.errors = [{ instancePath: instancePath + "/sessions", schemaPath: "#/properties/sessions/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                      return false;
                    }
                  }
                }
              }
              var valid0 = _errs4 === errors;
            } else {
              var valid0 = true;
            }
            if (valid0) {
              if (data.leases !== void 0) {
                let data3 = data.leases;
                const _errs6 = errors;
                if (!(typeof data3 == "number" && (!(data3 % 1) && !isNaN(data3)) && isFinite(data3))) {
                  validate132.errors = [{ instancePath: instancePath + "/leases", schemaPath: "#/properties/leases/type", keyword: "type", params: { type: "integer" } }];
                  return false;
                }
                if (errors === _errs6) {
                  if (typeof data3 == "number" && isFinite(data3)) {
                    if (data3 > 9007199254740991 || isNaN(data3)) {
                      validate132.errors = [{ instancePath: instancePath + "/leases", schemaPath: "#/properties/leases/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                      return false;
                    } else {
                      if (data3 < 0 || isNaN(data3)) {
                        validate132.errors = [{ instancePath: instancePath + "/leases", schemaPath: "#/properties/leases/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                        return false;
                      }
                    }
                  }
                }
                var valid0 = _errs6 === errors;
              } else {
                var valid0 = true;
              }
              if (valid0) {
                if (data.fetches !== void 0) {
                  let data4 = data.fetches;
                  const _errs8 = errors;
                  if (!(typeof data4 == "number" && (!(data4 % 1) && !isNaN(data4)) && isFinite(data4))) {
                    validate132.errors = [{ instancePath: instancePath + "/fetches", schemaPath: "#/properties/fetches/type", keyword: "type", params: { type: "integer" } }];
                    return false;
                  }
                  if (errors === _errs8) {
                    if (typeof data4 == "number" && isFinite(data4)) {
                      if (data4 > 9007199254740991 || isNaN(data4)) {
                        validate132.errors = [{ instancePath: instancePath + "/fetches", schemaPath: "#/properties/fetches/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                        return false;
                      } else {
                        if (data4 < 0 || isNaN(data4)) {
                          validate132.errors = [{ instancePath: instancePath + "/fetches", schemaPath: "#/properties/fetches/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                          return false;
                        }
                      }
                    }
                  }
                  var valid0 = _errs8 === errors;
                } else {
                  var valid0 = true;
                }
              }
            }
          }
        }
      }
    } else {
      validate132.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate132.errors = vErrors;
  return errors === 0;
}
var validateAdminRetentionRun = validate133;
function validate133(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      const _errs1 = errors;
      for (const key0 in data) {
        if (!(key0 === "dry_run")) {
          validate133.errors = [{ instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } }];
          return false;
          break;
        }
      }
      if (_errs1 === errors) {
        if (data.dry_run !== void 0) {
          if (typeof data.dry_run !== "boolean") {
            validate133.errors = [{ instancePath: instancePath + "/dry_run", schemaPath: "#/properties/dry_run/type", keyword: "type", params: { type: "boolean" } }];
            return false;
          }
        }
      }
    } else {
      validate133.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate133.errors = vErrors;
  return errors === 0;
}
var validateAdminRetention = validate134;
var schema49 = { "type": "object", "required": ["state", "months", "removed", "oldest_accepted"], "properties": { "state": { "enum": ["running", "done", "planned"] }, "months": { "type": "array", "items": { "type": "string", "pattern": "^[0-9]{6}$" } }, "removed": { "type": "object", "additionalProperties": { "type": "integer", "minimum": 0, "maximum": 9007199254740991 } }, "oldest_accepted": { "$ref": "Milliseconds" } } };
var pattern11 = new RegExp("^[0-9]{6}$", "");
function validate134(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.state === void 0 && (missing0 = "state") || data.months === void 0 && (missing0 = "months") || data.removed === void 0 && (missing0 = "removed") || data.oldest_accepted === void 0 && (missing0 = "oldest_accepted")) {
        validate134.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.state !== void 0) {
          let data0 = data.state;
          const _errs1 = errors;
          if (!(data0 === "running" || data0 === "done" || data0 === "planned")) {
            validate134.errors = [{ instancePath: instancePath + "/state", schemaPath: "#/properties/state/enum", keyword: "enum", params: { allowedValues: schema49.properties.state.enum } }];
            return false;
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.months !== void 0) {
            let data1 = data.months;
            const _errs2 = errors;
            if (errors === _errs2) {
              if (Array.isArray(data1)) {
                var valid1 = true;
                const len0 = data1.length;
                for (let i0 = 0; i0 < len0; i0++) {
                  let data2 = data1[i0];
                  const _errs4 = errors;
                  if (errors === _errs4) {
                    if (typeof data2 === "string") {
                      if (!pattern11.test(data2)) {
                        validate134.errors = [{ instancePath: instancePath + "/months/" + i0, schemaPath: "#/properties/months/items/pattern", keyword: "pattern", params: { pattern: "^[0-9]{6}$" } }];
                        return false;
                      }
                    } else {
                      validate134.errors = [{ instancePath: instancePath + "/months/" + i0, schemaPath: "#/properties/months/items/type", keyword: "type", params: { type: "string" } }];
                      return false;
                    }
                  }
                  var valid1 = _errs4 === errors;
                  if (!valid1) {
                    break;
                  }
                }
              } else {
                validate134.errors = [{ instancePath: instancePath + "/months", schemaPath: "#/properties/months/type", keyword: "type", params: { type: "array" } }];
                return false;
              }
            }
            var valid0 = _errs2 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.removed !== void 0) {
              let data3 = data.removed;
              const _errs6 = errors;
              if (errors === _errs6) {
                if (data3 && typeof data3 == "object" && !Array.isArray(data3)) {
                  for (const key0 in data3) {
                    let data4 = data3[key0];
                    const _errs9 = errors;
                    if (!(typeof data4 == "number" && (!(data4 % 1) && !isNaN(data4)) && isFinite(data4))) {
                      validate134.errors = [{ instancePath: instancePath + "/removed/" + key0.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/properties/removed/additionalProperties/type", keyword: "type", params: { type: "integer" } }];
                      return false;
                    }
                    if (errors === _errs9) {
                      if (typeof data4 == "number" && isFinite(data4)) {
                        if (data4 > 9007199254740991 || isNaN(data4)) {
                          validate134.errors = [{ instancePath: instancePath + "/removed/" + key0.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/properties/removed/additionalProperties/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                          return false;
                        } else {
                          if (data4 < 0 || isNaN(data4)) {
                            validate134.errors = [{ instancePath: instancePath + "/removed/" + key0.replace(/~/g, "~0").replace(/\//g, "~1"), schemaPath: "#/properties/removed/additionalProperties/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                            return false;
                          }
                        }
                      }
                    }
                    var valid2 = _errs9 === errors;
                    if (!valid2) {
                      break;
                    }
                  }
                } else {
                  validate134.errors = [{ instancePath: instancePath + "/removed", schemaPath: "#/properties/removed/type", keyword: "type", params: { type: "object" } }];
                  return false;
                }
              }
              var valid0 = _errs6 === errors;
            } else {
              var valid0 = true;
            }
            if (valid0) {
              if (data.oldest_accepted !== void 0) {
                const _errs11 = errors;
                if (!validate22(data.oldest_accepted, { instancePath: instancePath + "/oldest_accepted", parentData: data, parentDataProperty: "oldest_accepted", rootData })) {
                  vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                  errors = vErrors.length;
                }
                var valid0 = _errs11 === errors;
              } else {
                var valid0 = true;
              }
            }
          }
        }
      }
    } else {
      validate134.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate134.errors = vErrors;
  return errors === 0;
}
var validateAdminRevoked = validate136;
function validate136(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.revoked === void 0 && (missing0 = "revoked")) {
        validate136.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.revoked !== void 0) {
          let data0 = data.revoked;
          const _errs1 = errors;
          if (!(typeof data0 == "number" && (!(data0 % 1) && !isNaN(data0)) && isFinite(data0))) {
            validate136.errors = [{ instancePath: instancePath + "/revoked", schemaPath: "#/properties/revoked/type", keyword: "type", params: { type: "integer" } }];
            return false;
          }
          if (errors === _errs1) {
            if (typeof data0 == "number" && isFinite(data0)) {
              if (data0 > 9007199254740991 || isNaN(data0)) {
                validate136.errors = [{ instancePath: instancePath + "/revoked", schemaPath: "#/properties/revoked/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                return false;
              } else {
                if (data0 < 0 || isNaN(data0)) {
                  validate136.errors = [{ instancePath: instancePath + "/revoked", schemaPath: "#/properties/revoked/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                  return false;
                }
              }
            }
          }
        }
      }
    } else {
      validate136.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate136.errors = vErrors;
  return errors === 0;
}
var validateAdminSelection = validate137;
var pattern12 = new RegExp("^[^\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff]+$", "");
function validate137(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      const _errs1 = errors;
      for (const key0 in data) {
        if (!(key0 === "message_ids" || key0 === "limit")) {
          validate137.errors = [{ instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } }];
          return false;
          break;
        }
      }
      if (_errs1 === errors) {
        if (data.message_ids !== void 0) {
          let data0 = data.message_ids;
          const _errs2 = errors;
          if (errors === _errs2) {
            if (Array.isArray(data0)) {
              if (data0.length > 1e3) {
                validate137.errors = [{ instancePath: instancePath + "/message_ids", schemaPath: "#/properties/message_ids/maxItems", keyword: "maxItems", params: { limit: 1e3 } }];
                return false;
              } else {
                if (data0.length < 1) {
                  validate137.errors = [{ instancePath: instancePath + "/message_ids", schemaPath: "#/properties/message_ids/minItems", keyword: "minItems", params: { limit: 1 } }];
                  return false;
                } else {
                  var valid1 = true;
                  const len0 = data0.length;
                  for (let i0 = 0; i0 < len0; i0++) {
                    let data1 = data0[i0];
                    const _errs4 = errors;
                    if (errors === _errs4) {
                      if (typeof data1 === "string") {
                        if (data1.length > 128) {
                          validate137.errors = [{ instancePath: instancePath + "/message_ids/" + i0, schemaPath: "#/properties/message_ids/items/maxLength", keyword: "maxLength", params: { limit: 128 } }];
                          return false;
                        } else {
                          if (data1.length < 1) {
                            validate137.errors = [{ instancePath: instancePath + "/message_ids/" + i0, schemaPath: "#/properties/message_ids/items/minLength", keyword: "minLength", params: { limit: 1 } }];
                            return false;
                          } else {
                            if (!pattern12.test(data1)) {
                              validate137.errors = [{ instancePath: instancePath + "/message_ids/" + i0, schemaPath: "#/properties/message_ids/items/pattern", keyword: "pattern", params: { pattern: "^[^\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff]+$" } }];
                              return false;
                            }
                          }
                        }
                      } else {
                        validate137.errors = [{ instancePath: instancePath + "/message_ids/" + i0, schemaPath: "#/properties/message_ids/items/type", keyword: "type", params: { type: "string" } }];
                        return false;
                      }
                    }
                    var valid1 = _errs4 === errors;
                    if (!valid1) {
                      break;
                    }
                  }
                }
              }
            } else {
              validate137.errors = [{ instancePath: instancePath + "/message_ids", schemaPath: "#/properties/message_ids/type", keyword: "type", params: { type: "array" } }];
              return false;
            }
          }
          var valid0 = _errs2 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.limit !== void 0) {
            let data2 = data.limit;
            const _errs6 = errors;
            if (!(typeof data2 == "number" && (!(data2 % 1) && !isNaN(data2)) && isFinite(data2))) {
              validate137.errors = [{ instancePath: instancePath + "/limit", schemaPath: "#/properties/limit/type", keyword: "type", params: { type: "integer" } }];
              return false;
            }
            if (errors === _errs6) {
              if (typeof data2 == "number" && isFinite(data2)) {
                if (data2 > 1e4 || isNaN(data2)) {
                  validate137.errors = [{ instancePath: instancePath + "/limit", schemaPath: "#/properties/limit/maximum", keyword: "maximum", params: { comparison: "<=", limit: 1e4 } }];
                  return false;
                } else {
                  if (data2 < 1 || isNaN(data2)) {
                    validate137.errors = [{ instancePath: instancePath + "/limit", schemaPath: "#/properties/limit/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 } }];
                    return false;
                  }
                }
              }
            }
            var valid0 = _errs6 === errors;
          } else {
            var valid0 = true;
          }
        }
      }
    } else {
      validate137.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate137.errors = vErrors;
  return errors === 0;
}
var validateAdminSessionList = validate138;
function validate139(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.session === void 0 && (missing0 = "session") || data.created_at === void 0 && (missing0 = "created_at") || data.last_used_at === void 0 && (missing0 = "last_used_at") || data.expires_at === void 0 && (missing0 = "expires_at")) {
        validate139.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.session !== void 0) {
          let data0 = data.session;
          const _errs1 = errors;
          if (errors === _errs1) {
            if (typeof data0 === "string") {
              if (data0.length > 36) {
                validate139.errors = [{ instancePath: instancePath + "/session", schemaPath: "#/properties/session/maxLength", keyword: "maxLength", params: { limit: 36 } }];
                return false;
              }
            } else {
              validate139.errors = [{ instancePath: instancePath + "/session", schemaPath: "#/properties/session/type", keyword: "type", params: { type: "string" } }];
              return false;
            }
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.created_at !== void 0) {
            const _errs3 = errors;
            if (!validate22(data.created_at, { instancePath: instancePath + "/created_at", parentData: data, parentDataProperty: "created_at", rootData })) {
              vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
              errors = vErrors.length;
            }
            var valid0 = _errs3 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.last_used_at !== void 0) {
              const _errs4 = errors;
              if (!validate22(data.last_used_at, { instancePath: instancePath + "/last_used_at", parentData: data, parentDataProperty: "last_used_at", rootData })) {
                vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                errors = vErrors.length;
              }
              var valid0 = _errs4 === errors;
            } else {
              var valid0 = true;
            }
            if (valid0) {
              if (data.expires_at !== void 0) {
                const _errs5 = errors;
                if (!validate22(data.expires_at, { instancePath: instancePath + "/expires_at", parentData: data, parentDataProperty: "expires_at", rootData })) {
                  vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                  errors = vErrors.length;
                }
                var valid0 = _errs5 === errors;
              } else {
                var valid0 = true;
              }
            }
          }
        }
      }
    } else {
      validate139.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate139.errors = vErrors;
  return errors === 0;
}
function validate138(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.sessions === void 0 && (missing0 = "sessions")) {
        validate138.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.sessions !== void 0) {
          let data0 = data.sessions;
          const _errs1 = errors;
          if (errors === _errs1) {
            if (Array.isArray(data0)) {
              var valid1 = true;
              const len0 = data0.length;
              for (let i0 = 0; i0 < len0; i0++) {
                const _errs3 = errors;
                if (!validate139(data0[i0], { instancePath: instancePath + "/sessions/" + i0, parentData: data0, parentDataProperty: i0, rootData })) {
                  vErrors = vErrors === null ? validate139.errors : vErrors.concat(validate139.errors);
                  errors = vErrors.length;
                }
                var valid1 = _errs3 === errors;
                if (!valid1) {
                  break;
                }
              }
            } else {
              validate138.errors = [{ instancePath: instancePath + "/sessions", schemaPath: "#/properties/sessions/type", keyword: "type", params: { type: "array" } }];
              return false;
            }
          }
        }
      }
    } else {
      validate138.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate138.errors = vErrors;
  return errors === 0;
}
var validateAdminSession = validate139;
var validateAdminStatistics = validate144;
function validate144(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.at === void 0 && (missing0 = "at") || data.schema_version === void 0 && (missing0 = "schema_version") || data.domains === void 0 && (missing0 = "domains") || data.users === void 0 && (missing0 = "users") || data.messages === void 0 && (missing0 = "messages") || data.conversations === void 0 && (missing0 = "conversations") || data.attachments === void 0 && (missing0 = "attachments") || data.database_bytes === void 0 && (missing0 = "database_bytes") || data.backlog === void 0 && (missing0 = "backlog") || data.counters === void 0 && (missing0 = "counters")) {
        validate144.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.at !== void 0) {
          const _errs1 = errors;
          if (!validate22(data.at, { instancePath: instancePath + "/at", parentData: data, parentDataProperty: "at", rootData })) {
            vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
            errors = vErrors.length;
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.schema_version !== void 0) {
            let data1 = data.schema_version;
            const _errs2 = errors;
            if (!(typeof data1 == "number" && (!(data1 % 1) && !isNaN(data1)) && isFinite(data1))) {
              validate144.errors = [{ instancePath: instancePath + "/schema_version", schemaPath: "#/properties/schema_version/type", keyword: "type", params: { type: "integer" } }];
              return false;
            }
            if (errors === _errs2) {
              if (typeof data1 == "number" && isFinite(data1)) {
                if (data1 > 9007199254740991 || isNaN(data1)) {
                  validate144.errors = [{ instancePath: instancePath + "/schema_version", schemaPath: "#/properties/schema_version/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                  return false;
                } else {
                  if (data1 < 0 || isNaN(data1)) {
                    validate144.errors = [{ instancePath: instancePath + "/schema_version", schemaPath: "#/properties/schema_version/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                    return false;
                  }
                }
              }
            }
            var valid0 = _errs2 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.domains !== void 0) {
              let data2 = data.domains;
              const _errs4 = errors;
              if (!(typeof data2 == "number" && (!(data2 % 1) && !isNaN(data2)) && isFinite(data2))) {
                validate144.errors = [{ instancePath: instancePath + "/domains", schemaPath: "#/properties/domains/type", keyword: "type", params: { type: "integer" } }];
                return false;
              }
              if (errors === _errs4) {
                if (typeof data2 == "number" && isFinite(data2)) {
                  if (data2 > 9007199254740991 || isNaN(data2)) {
                    validate144.errors = [{ instancePath: instancePath + "/domains", schemaPath: "#/properties/domains/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                    return false;
                  } else {
                    if (data2 < 0 || isNaN(data2)) {
                      validate144.errors = [{ instancePath: instancePath + "/domains", schemaPath: "#/properties/domains/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                      return false;
                    }
                  }
                }
              }
              var valid0 = _errs4 === errors;
            } else {
              var valid0 = true;
            }
            if (valid0) {
              if (data.users !== void 0) {
                let data3 = data.users;
                const _errs6 = errors;
                if (errors === _errs6) {
                  if (data3 && typeof data3 == "object" && !Array.isArray(data3)) {
                    let missing1;
                    if (data3.total === void 0 && (missing1 = "total") || data3.disabled === void 0 && (missing1 = "disabled")) {
                      validate144.errors = [{ instancePath: instancePath + "/users", schemaPath: "#/properties/users/required", keyword: "required", params: { missingProperty: missing1 } }];
                      return false;
                    } else {
                      if (data3.total !== void 0) {
                        let data4 = data3.total;
                        const _errs8 = errors;
                        if (!(typeof data4 == "number" && (!(data4 % 1) && !isNaN(data4)) && isFinite(data4))) {
                          validate144.errors = [{ instancePath: instancePath + "/users/total", schemaPath: "#/properties/users/properties/total/type", keyword: "type", params: { type: "integer" } }];
                          return false;
                        }
                        if (errors === _errs8) {
                          if (typeof data4 == "number" && isFinite(data4)) {
                            if (data4 > 9007199254740991 || isNaN(data4)) {
                              validate144.errors = [{ instancePath: instancePath + "/users/total", schemaPath: "#/properties/users/properties/total/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                              return false;
                            } else {
                              if (data4 < 0 || isNaN(data4)) {
                                validate144.errors = [{ instancePath: instancePath + "/users/total", schemaPath: "#/properties/users/properties/total/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                                return false;
                              }
                            }
                          }
                        }
                        var valid1 = _errs8 === errors;
                      } else {
                        var valid1 = true;
                      }
                      if (valid1) {
                        if (data3.disabled !== void 0) {
                          let data5 = data3.disabled;
                          const _errs10 = errors;
                          if (!(typeof data5 == "number" && (!(data5 % 1) && !isNaN(data5)) && isFinite(data5))) {
                            validate144.errors = [{ instancePath: instancePath + "/users/disabled", schemaPath: "#/properties/users/properties/disabled/type", keyword: "type", params: { type: "integer" } }];
                            return false;
                          }
                          if (errors === _errs10) {
                            if (typeof data5 == "number" && isFinite(data5)) {
                              if (data5 > 9007199254740991 || isNaN(data5)) {
                                validate144.errors = [{ instancePath: instancePath + "/users/disabled", schemaPath: "#/properties/users/properties/disabled/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                                return false;
                              } else {
                                if (data5 < 0 || isNaN(data5)) {
                                  validate144.errors = [{ instancePath: instancePath + "/users/disabled", schemaPath: "#/properties/users/properties/disabled/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                                  return false;
                                }
                              }
                            }
                          }
                          var valid1 = _errs10 === errors;
                        } else {
                          var valid1 = true;
                        }
                      }
                    }
                  } else {
                    validate144.errors = [{ instancePath: instancePath + "/users", schemaPath: "#/properties/users/type", keyword: "type", params: { type: "object" } }];
                    return false;
                  }
                }
                var valid0 = _errs6 === errors;
              } else {
                var valid0 = true;
              }
              if (valid0) {
                if (data.messages !== void 0) {
                  let data6 = data.messages;
                  const _errs12 = errors;
                  if (!(typeof data6 == "number" && (!(data6 % 1) && !isNaN(data6)) && isFinite(data6))) {
                    validate144.errors = [{ instancePath: instancePath + "/messages", schemaPath: "#/properties/messages/type", keyword: "type", params: { type: "integer" } }];
                    return false;
                  }
                  if (errors === _errs12) {
                    if (typeof data6 == "number" && isFinite(data6)) {
                      if (data6 > 9007199254740991 || isNaN(data6)) {
                        validate144.errors = [{ instancePath: instancePath + "/messages", schemaPath: "#/properties/messages/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                        return false;
                      } else {
                        if (data6 < 0 || isNaN(data6)) {
                          validate144.errors = [{ instancePath: instancePath + "/messages", schemaPath: "#/properties/messages/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                          return false;
                        }
                      }
                    }
                  }
                  var valid0 = _errs12 === errors;
                } else {
                  var valid0 = true;
                }
                if (valid0) {
                  if (data.conversations !== void 0) {
                    let data7 = data.conversations;
                    const _errs14 = errors;
                    if (!(typeof data7 == "number" && (!(data7 % 1) && !isNaN(data7)) && isFinite(data7))) {
                      validate144.errors = [{ instancePath: instancePath + "/conversations", schemaPath: "#/properties/conversations/type", keyword: "type", params: { type: "integer" } }];
                      return false;
                    }
                    if (errors === _errs14) {
                      if (typeof data7 == "number" && isFinite(data7)) {
                        if (data7 > 9007199254740991 || isNaN(data7)) {
                          validate144.errors = [{ instancePath: instancePath + "/conversations", schemaPath: "#/properties/conversations/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                          return false;
                        } else {
                          if (data7 < 0 || isNaN(data7)) {
                            validate144.errors = [{ instancePath: instancePath + "/conversations", schemaPath: "#/properties/conversations/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                            return false;
                          }
                        }
                      }
                    }
                    var valid0 = _errs14 === errors;
                  } else {
                    var valid0 = true;
                  }
                  if (valid0) {
                    if (data.attachments !== void 0) {
                      let data8 = data.attachments;
                      const _errs16 = errors;
                      if (errors === _errs16) {
                        if (data8 && typeof data8 == "object" && !Array.isArray(data8)) {
                          let missing2;
                          if (data8.count === void 0 && (missing2 = "count") || data8.stored_bytes === void 0 && (missing2 = "stored_bytes")) {
                            validate144.errors = [{ instancePath: instancePath + "/attachments", schemaPath: "#/properties/attachments/required", keyword: "required", params: { missingProperty: missing2 } }];
                            return false;
                          } else {
                            if (data8.count !== void 0) {
                              let data9 = data8.count;
                              const _errs18 = errors;
                              if (!(typeof data9 == "number" && (!(data9 % 1) && !isNaN(data9)) && isFinite(data9))) {
                                validate144.errors = [{ instancePath: instancePath + "/attachments/count", schemaPath: "#/properties/attachments/properties/count/type", keyword: "type", params: { type: "integer" } }];
                                return false;
                              }
                              if (errors === _errs18) {
                                if (typeof data9 == "number" && isFinite(data9)) {
                                  if (data9 > 9007199254740991 || isNaN(data9)) {
                                    validate144.errors = [{ instancePath: instancePath + "/attachments/count", schemaPath: "#/properties/attachments/properties/count/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                                    return false;
                                  } else {
                                    if (data9 < 0 || isNaN(data9)) {
                                      validate144.errors = [{ instancePath: instancePath + "/attachments/count", schemaPath: "#/properties/attachments/properties/count/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                                      return false;
                                    }
                                  }
                                }
                              }
                              var valid2 = _errs18 === errors;
                            } else {
                              var valid2 = true;
                            }
                            if (valid2) {
                              if (data8.stored_bytes !== void 0) {
                                let data10 = data8.stored_bytes;
                                const _errs20 = errors;
                                if (!(typeof data10 == "number" && (!(data10 % 1) && !isNaN(data10)) && isFinite(data10))) {
                                  validate144.errors = [{ instancePath: instancePath + "/attachments/stored_bytes", schemaPath: "#/properties/attachments/properties/stored_bytes/type", keyword: "type", params: { type: "integer" } }];
                                  return false;
                                }
                                if (errors === _errs20) {
                                  if (typeof data10 == "number" && isFinite(data10)) {
                                    if (data10 > 9007199254740991 || isNaN(data10)) {
                                      validate144.errors = [{ instancePath: instancePath + "/attachments/stored_bytes", schemaPath: "#/properties/attachments/properties/stored_bytes/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                                      return false;
                                    } else {
                                      if (data10 < 0 || isNaN(data10)) {
                                        validate144.errors = [{ instancePath: instancePath + "/attachments/stored_bytes", schemaPath: "#/properties/attachments/properties/stored_bytes/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                                        return false;
                                      }
                                    }
                                  }
                                }
                                var valid2 = _errs20 === errors;
                              } else {
                                var valid2 = true;
                              }
                            }
                          }
                        } else {
                          validate144.errors = [{ instancePath: instancePath + "/attachments", schemaPath: "#/properties/attachments/type", keyword: "type", params: { type: "object" } }];
                          return false;
                        }
                      }
                      var valid0 = _errs16 === errors;
                    } else {
                      var valid0 = true;
                    }
                    if (valid0) {
                      if (data.database_bytes !== void 0) {
                        let data11 = data.database_bytes;
                        const _errs22 = errors;
                        if (!(typeof data11 == "number" && (!(data11 % 1) && !isNaN(data11)) && isFinite(data11))) {
                          validate144.errors = [{ instancePath: instancePath + "/database_bytes", schemaPath: "#/properties/database_bytes/type", keyword: "type", params: { type: "integer" } }];
                          return false;
                        }
                        if (errors === _errs22) {
                          if (typeof data11 == "number" && isFinite(data11)) {
                            if (data11 > 9007199254740991 || isNaN(data11)) {
                              validate144.errors = [{ instancePath: instancePath + "/database_bytes", schemaPath: "#/properties/database_bytes/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                              return false;
                            } else {
                              if (data11 < 0 || isNaN(data11)) {
                                validate144.errors = [{ instancePath: instancePath + "/database_bytes", schemaPath: "#/properties/database_bytes/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                                return false;
                              }
                            }
                          }
                        }
                        var valid0 = _errs22 === errors;
                      } else {
                        var valid0 = true;
                      }
                      if (valid0) {
                        if (data.backlog !== void 0) {
                          let data12 = data.backlog;
                          const _errs24 = errors;
                          if (errors === _errs24) {
                            if (data12 && typeof data12 == "object" && !Array.isArray(data12)) {
                              let missing3;
                              if (data12.messages === void 0 && (missing3 = "messages") || data12.oldest_at === void 0 && (missing3 = "oldest_at") || data12.destinations === void 0 && (missing3 = "destinations") || data12.down === void 0 && (missing3 = "down") || data12.paused === void 0 && (missing3 = "paused")) {
                                validate144.errors = [{ instancePath: instancePath + "/backlog", schemaPath: "#/properties/backlog/required", keyword: "required", params: { missingProperty: missing3 } }];
                                return false;
                              } else {
                                if (data12.messages !== void 0) {
                                  let data13 = data12.messages;
                                  const _errs26 = errors;
                                  if (!(typeof data13 == "number" && (!(data13 % 1) && !isNaN(data13)) && isFinite(data13))) {
                                    validate144.errors = [{ instancePath: instancePath + "/backlog/messages", schemaPath: "#/properties/backlog/properties/messages/type", keyword: "type", params: { type: "integer" } }];
                                    return false;
                                  }
                                  if (errors === _errs26) {
                                    if (typeof data13 == "number" && isFinite(data13)) {
                                      if (data13 > 9007199254740991 || isNaN(data13)) {
                                        validate144.errors = [{ instancePath: instancePath + "/backlog/messages", schemaPath: "#/properties/backlog/properties/messages/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                                        return false;
                                      } else {
                                        if (data13 < 0 || isNaN(data13)) {
                                          validate144.errors = [{ instancePath: instancePath + "/backlog/messages", schemaPath: "#/properties/backlog/properties/messages/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                                          return false;
                                        }
                                      }
                                    }
                                  }
                                  var valid3 = _errs26 === errors;
                                } else {
                                  var valid3 = true;
                                }
                                if (valid3) {
                                  if (data12.oldest_at !== void 0) {
                                    let data14 = data12.oldest_at;
                                    const _errs28 = errors;
                                    const _errs29 = errors;
                                    let valid4 = false;
                                    const _errs30 = errors;
                                    if (!validate22(data14, { instancePath: instancePath + "/backlog/oldest_at", parentData: data12, parentDataProperty: "oldest_at", rootData })) {
                                      vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                                      errors = vErrors.length;
                                    }
                                    var _valid0 = _errs30 === errors;
                                    valid4 = valid4 || _valid0;
                                    if (!valid4) {
                                      const _errs31 = errors;
                                      if (data14 !== null) {
                                        const err0 = { instancePath: instancePath + "/backlog/oldest_at", schemaPath: "#/properties/backlog/properties/oldest_at/anyOf/1/type", keyword: "type", params: { type: "null" } };
                                        if (vErrors === null) {
                                          vErrors = [err0];
                                        } else {
                                          vErrors.push(err0);
                                        }
                                        errors++;
                                      }
                                      var _valid0 = _errs31 === errors;
                                      valid4 = valid4 || _valid0;
                                    }
                                    if (!valid4) {
                                      const err1 = { instancePath: instancePath + "/backlog/oldest_at", schemaPath: "#/properties/backlog/properties/oldest_at/anyOf", keyword: "anyOf", params: {} };
                                      if (vErrors === null) {
                                        vErrors = [err1];
                                      } else {
                                        vErrors.push(err1);
                                      }
                                      errors++;
                                      validate144.errors = vErrors;
                                      return false;
                                    } else {
                                      errors = _errs29;
                                      if (vErrors !== null) {
                                        if (_errs29) {
                                          vErrors.length = _errs29;
                                        } else {
                                          vErrors = null;
                                        }
                                      }
                                    }
                                    var valid3 = _errs28 === errors;
                                  } else {
                                    var valid3 = true;
                                  }
                                  if (valid3) {
                                    if (data12.destinations !== void 0) {
                                      let data15 = data12.destinations;
                                      const _errs33 = errors;
                                      if (!(typeof data15 == "number" && (!(data15 % 1) && !isNaN(data15)) && isFinite(data15))) {
                                        validate144.errors = [{ instancePath: instancePath + "/backlog/destinations", schemaPath: "#/properties/backlog/properties/destinations/type", keyword: "type", params: { type: "integer" } }];
                                        return false;
                                      }
                                      if (errors === _errs33) {
                                        if (typeof data15 == "number" && isFinite(data15)) {
                                          if (data15 > 9007199254740991 || isNaN(data15)) {
                                            validate144.errors = [{ instancePath: instancePath + "/backlog/destinations", schemaPath: "#/properties/backlog/properties/destinations/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                                            return false;
                                          } else {
                                            if (data15 < 0 || isNaN(data15)) {
                                              validate144.errors = [{ instancePath: instancePath + "/backlog/destinations", schemaPath: "#/properties/backlog/properties/destinations/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                                              return false;
                                            }
                                          }
                                        }
                                      }
                                      var valid3 = _errs33 === errors;
                                    } else {
                                      var valid3 = true;
                                    }
                                    if (valid3) {
                                      if (data12.down !== void 0) {
                                        let data16 = data12.down;
                                        const _errs35 = errors;
                                        if (!(typeof data16 == "number" && (!(data16 % 1) && !isNaN(data16)) && isFinite(data16))) {
                                          validate144.errors = [{ instancePath: instancePath + "/backlog/down", schemaPath: "#/properties/backlog/properties/down/type", keyword: "type", params: { type: "integer" } }];
                                          return false;
                                        }
                                        if (errors === _errs35) {
                                          if (typeof data16 == "number" && isFinite(data16)) {
                                            if (data16 > 9007199254740991 || isNaN(data16)) {
                                              validate144.errors = [{ instancePath: instancePath + "/backlog/down", schemaPath: "#/properties/backlog/properties/down/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                                              return false;
                                            } else {
                                              if (data16 < 0 || isNaN(data16)) {
                                                validate144.errors = [{ instancePath: instancePath + "/backlog/down", schemaPath: "#/properties/backlog/properties/down/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                                                return false;
                                              }
                                            }
                                          }
                                        }
                                        var valid3 = _errs35 === errors;
                                      } else {
                                        var valid3 = true;
                                      }
                                      if (valid3) {
                                        if (data12.paused !== void 0) {
                                          let data17 = data12.paused;
                                          const _errs37 = errors;
                                          if (!(typeof data17 == "number" && (!(data17 % 1) && !isNaN(data17)) && isFinite(data17))) {
                                            validate144.errors = [{ instancePath: instancePath + "/backlog/paused", schemaPath: "#/properties/backlog/properties/paused/type", keyword: "type", params: { type: "integer" } }];
                                            return false;
                                          }
                                          if (errors === _errs37) {
                                            if (typeof data17 == "number" && isFinite(data17)) {
                                              if (data17 > 9007199254740991 || isNaN(data17)) {
                                                validate144.errors = [{ instancePath: instancePath + "/backlog/paused", schemaPath: "#/properties/backlog/properties/paused/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                                                return false;
                                              } else {
                                                if (data17 < 0 || isNaN(data17)) {
                                                  validate144.errors = [{ instancePath: instancePath + "/backlog/paused", schemaPath: "#/properties/backlog/properties/paused/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                                                  return false;
                                                }
                                              }
                                            }
                                          }
                                          var valid3 = _errs37 === errors;
                                        } else {
                                          var valid3 = true;
                                        }
                                      }
                                    }
                                  }
                                }
                              }
                            } else {
                              validate144.errors = [{ instancePath: instancePath + "/backlog", schemaPath: "#/properties/backlog/type", keyword: "type", params: { type: "object" } }];
                              return false;
                            }
                          }
                          var valid0 = _errs24 === errors;
                        } else {
                          var valid0 = true;
                        }
                        if (valid0) {
                          if (data.counters !== void 0) {
                            let data18 = data.counters;
                            const _errs39 = errors;
                            if (errors === _errs39) {
                              if (data18 && typeof data18 == "object" && !Array.isArray(data18)) {
                                let missing4;
                                if (data18.accepted === void 0 && (missing4 = "accepted") || data18.queued === void 0 && (missing4 = "queued") || data18.finished === void 0 && (missing4 = "finished") || data18.entries === void 0 && (missing4 = "entries")) {
                                  validate144.errors = [{ instancePath: instancePath + "/counters", schemaPath: "#/properties/counters/required", keyword: "required", params: { missingProperty: missing4 } }];
                                  return false;
                                } else {
                                  if (data18.accepted !== void 0) {
                                    let data19 = data18.accepted;
                                    const _errs41 = errors;
                                    if (!(typeof data19 == "number" && (!(data19 % 1) && !isNaN(data19)) && isFinite(data19))) {
                                      validate144.errors = [{ instancePath: instancePath + "/counters/accepted", schemaPath: "#/properties/counters/properties/accepted/type", keyword: "type", params: { type: "integer" } }];
                                      return false;
                                    }
                                    if (errors === _errs41) {
                                      if (typeof data19 == "number" && isFinite(data19)) {
                                        if (data19 > 9007199254740991 || isNaN(data19)) {
                                          validate144.errors = [{ instancePath: instancePath + "/counters/accepted", schemaPath: "#/properties/counters/properties/accepted/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                                          return false;
                                        } else {
                                          if (data19 < 0 || isNaN(data19)) {
                                            validate144.errors = [{ instancePath: instancePath + "/counters/accepted", schemaPath: "#/properties/counters/properties/accepted/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                                            return false;
                                          }
                                        }
                                      }
                                    }
                                    var valid5 = _errs41 === errors;
                                  } else {
                                    var valid5 = true;
                                  }
                                  if (valid5) {
                                    if (data18.queued !== void 0) {
                                      let data20 = data18.queued;
                                      const _errs43 = errors;
                                      if (!(typeof data20 == "number" && (!(data20 % 1) && !isNaN(data20)) && isFinite(data20))) {
                                        validate144.errors = [{ instancePath: instancePath + "/counters/queued", schemaPath: "#/properties/counters/properties/queued/type", keyword: "type", params: { type: "integer" } }];
                                        return false;
                                      }
                                      if (errors === _errs43) {
                                        if (typeof data20 == "number" && isFinite(data20)) {
                                          if (data20 > 9007199254740991 || isNaN(data20)) {
                                            validate144.errors = [{ instancePath: instancePath + "/counters/queued", schemaPath: "#/properties/counters/properties/queued/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                                            return false;
                                          } else {
                                            if (data20 < 0 || isNaN(data20)) {
                                              validate144.errors = [{ instancePath: instancePath + "/counters/queued", schemaPath: "#/properties/counters/properties/queued/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                                              return false;
                                            }
                                          }
                                        }
                                      }
                                      var valid5 = _errs43 === errors;
                                    } else {
                                      var valid5 = true;
                                    }
                                    if (valid5) {
                                      if (data18.finished !== void 0) {
                                        let data21 = data18.finished;
                                        const _errs45 = errors;
                                        if (!(typeof data21 == "number" && (!(data21 % 1) && !isNaN(data21)) && isFinite(data21))) {
                                          validate144.errors = [{ instancePath: instancePath + "/counters/finished", schemaPath: "#/properties/counters/properties/finished/type", keyword: "type", params: { type: "integer" } }];
                                          return false;
                                        }
                                        if (errors === _errs45) {
                                          if (typeof data21 == "number" && isFinite(data21)) {
                                            if (data21 > 9007199254740991 || isNaN(data21)) {
                                              validate144.errors = [{ instancePath: instancePath + "/counters/finished", schemaPath: "#/properties/counters/properties/finished/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                                              return false;
                                            } else {
                                              if (data21 < 0 || isNaN(data21)) {
                                                validate144.errors = [{ instancePath: instancePath + "/counters/finished", schemaPath: "#/properties/counters/properties/finished/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                                                return false;
                                              }
                                            }
                                          }
                                        }
                                        var valid5 = _errs45 === errors;
                                      } else {
                                        var valid5 = true;
                                      }
                                      if (valid5) {
                                        if (data18.entries !== void 0) {
                                          let data22 = data18.entries;
                                          const _errs47 = errors;
                                          if (!(typeof data22 == "number" && (!(data22 % 1) && !isNaN(data22)) && isFinite(data22))) {
                                            validate144.errors = [{ instancePath: instancePath + "/counters/entries", schemaPath: "#/properties/counters/properties/entries/type", keyword: "type", params: { type: "integer" } }];
                                            return false;
                                          }
                                          if (errors === _errs47) {
                                            if (typeof data22 == "number" && isFinite(data22)) {
                                              if (data22 > 9007199254740991 || isNaN(data22)) {
                                                validate144.errors = [{ instancePath: instancePath + "/counters/entries", schemaPath: "#/properties/counters/properties/entries/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                                                return false;
                                              } else {
                                                if (data22 < 0 || isNaN(data22)) {
                                                  validate144.errors = [{ instancePath: instancePath + "/counters/entries", schemaPath: "#/properties/counters/properties/entries/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                                                  return false;
                                                }
                                              }
                                            }
                                          }
                                          var valid5 = _errs47 === errors;
                                        } else {
                                          var valid5 = true;
                                        }
                                      }
                                    }
                                  }
                                }
                              } else {
                                validate144.errors = [{ instancePath: instancePath + "/counters", schemaPath: "#/properties/counters/type", keyword: "type", params: { type: "object" } }];
                                return false;
                              }
                            }
                            var valid0 = _errs39 === errors;
                          } else {
                            var valid0 = true;
                          }
                        }
                      }
                    }
                  }
                }
              }
            }
          }
        }
      }
    } else {
      validate144.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate144.errors = vErrors;
  return errors === 0;
}
var validateAdminStorageLimit = validate147;
function validate147(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.limit_bytes === void 0 && (missing0 = "limit_bytes")) {
        validate147.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        const _errs1 = errors;
        for (const key0 in data) {
          if (!(key0 === "limit_bytes")) {
            validate147.errors = [{ instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } }];
            return false;
            break;
          }
        }
        if (_errs1 === errors) {
          if (data.limit_bytes !== void 0) {
            let data0 = data.limit_bytes;
            const _errs3 = errors;
            let valid1 = false;
            const _errs4 = errors;
            if (!(typeof data0 == "number" && (!(data0 % 1) && !isNaN(data0)) && isFinite(data0))) {
              const err0 = { instancePath: instancePath + "/limit_bytes", schemaPath: "#/properties/limit_bytes/anyOf/0/type", keyword: "type", params: { type: "integer" } };
              if (vErrors === null) {
                vErrors = [err0];
              } else {
                vErrors.push(err0);
              }
              errors++;
            }
            if (errors === _errs4) {
              if (typeof data0 == "number" && isFinite(data0)) {
                if (data0 > 9007199254740991 || isNaN(data0)) {
                  const err1 = { instancePath: instancePath + "/limit_bytes", schemaPath: "#/properties/limit_bytes/anyOf/0/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } };
                  if (vErrors === null) {
                    vErrors = [err1];
                  } else {
                    vErrors.push(err1);
                  }
                  errors++;
                } else {
                  if (data0 < 0 || isNaN(data0)) {
                    const err2 = { instancePath: instancePath + "/limit_bytes", schemaPath: "#/properties/limit_bytes/anyOf/0/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } };
                    if (vErrors === null) {
                      vErrors = [err2];
                    } else {
                      vErrors.push(err2);
                    }
                    errors++;
                  }
                }
              }
            }
            var _valid0 = _errs4 === errors;
            valid1 = valid1 || _valid0;
            if (!valid1) {
              const _errs6 = errors;
              if (data0 !== null) {
                const err3 = { instancePath: instancePath + "/limit_bytes", schemaPath: "#/properties/limit_bytes/anyOf/1/type", keyword: "type", params: { type: "null" } };
                if (vErrors === null) {
                  vErrors = [err3];
                } else {
                  vErrors.push(err3);
                }
                errors++;
              }
              var _valid0 = _errs6 === errors;
              valid1 = valid1 || _valid0;
            }
            if (!valid1) {
              const err4 = { instancePath: instancePath + "/limit_bytes", schemaPath: "#/properties/limit_bytes/anyOf", keyword: "anyOf", params: {} };
              if (vErrors === null) {
                vErrors = [err4];
              } else {
                vErrors.push(err4);
              }
              errors++;
              validate147.errors = vErrors;
              return false;
            } else {
              errors = _errs3;
              if (vErrors !== null) {
                if (_errs3) {
                  vErrors.length = _errs3;
                } else {
                  vErrors = null;
                }
              }
            }
          }
        }
      }
    } else {
      validate147.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate147.errors = vErrors;
  return errors === 0;
}
var validateAdminStorage = validate148;
var schema56 = { "type": "object", "required": ["stored_bytes", "attachments", "limit_bytes", "limit_from"], "properties": { "stored_bytes": { "type": "integer", "minimum": 0, "maximum": 9007199254740991 }, "attachments": { "type": "integer", "minimum": 0, "maximum": 9007199254740991 }, "limit_bytes": { "anyOf": [{ "type": "integer", "minimum": 0, "maximum": 9007199254740991 }, { "type": "null" }] }, "limit_from": { "enum": ["user", "configuration"] } } };
function validate148(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.stored_bytes === void 0 && (missing0 = "stored_bytes") || data.attachments === void 0 && (missing0 = "attachments") || data.limit_bytes === void 0 && (missing0 = "limit_bytes") || data.limit_from === void 0 && (missing0 = "limit_from")) {
        validate148.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.stored_bytes !== void 0) {
          let data0 = data.stored_bytes;
          const _errs1 = errors;
          if (!(typeof data0 == "number" && (!(data0 % 1) && !isNaN(data0)) && isFinite(data0))) {
            validate148.errors = [{ instancePath: instancePath + "/stored_bytes", schemaPath: "#/properties/stored_bytes/type", keyword: "type", params: { type: "integer" } }];
            return false;
          }
          if (errors === _errs1) {
            if (typeof data0 == "number" && isFinite(data0)) {
              if (data0 > 9007199254740991 || isNaN(data0)) {
                validate148.errors = [{ instancePath: instancePath + "/stored_bytes", schemaPath: "#/properties/stored_bytes/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                return false;
              } else {
                if (data0 < 0 || isNaN(data0)) {
                  validate148.errors = [{ instancePath: instancePath + "/stored_bytes", schemaPath: "#/properties/stored_bytes/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                  return false;
                }
              }
            }
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.attachments !== void 0) {
            let data1 = data.attachments;
            const _errs3 = errors;
            if (!(typeof data1 == "number" && (!(data1 % 1) && !isNaN(data1)) && isFinite(data1))) {
              validate148.errors = [{ instancePath: instancePath + "/attachments", schemaPath: "#/properties/attachments/type", keyword: "type", params: { type: "integer" } }];
              return false;
            }
            if (errors === _errs3) {
              if (typeof data1 == "number" && isFinite(data1)) {
                if (data1 > 9007199254740991 || isNaN(data1)) {
                  validate148.errors = [{ instancePath: instancePath + "/attachments", schemaPath: "#/properties/attachments/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                  return false;
                } else {
                  if (data1 < 0 || isNaN(data1)) {
                    validate148.errors = [{ instancePath: instancePath + "/attachments", schemaPath: "#/properties/attachments/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                    return false;
                  }
                }
              }
            }
            var valid0 = _errs3 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.limit_bytes !== void 0) {
              let data2 = data.limit_bytes;
              const _errs5 = errors;
              const _errs6 = errors;
              let valid1 = false;
              const _errs7 = errors;
              if (!(typeof data2 == "number" && (!(data2 % 1) && !isNaN(data2)) && isFinite(data2))) {
                const err0 = { instancePath: instancePath + "/limit_bytes", schemaPath: "#/properties/limit_bytes/anyOf/0/type", keyword: "type", params: { type: "integer" } };
                if (vErrors === null) {
                  vErrors = [err0];
                } else {
                  vErrors.push(err0);
                }
                errors++;
              }
              if (errors === _errs7) {
                if (typeof data2 == "number" && isFinite(data2)) {
                  if (data2 > 9007199254740991 || isNaN(data2)) {
                    const err1 = { instancePath: instancePath + "/limit_bytes", schemaPath: "#/properties/limit_bytes/anyOf/0/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } };
                    if (vErrors === null) {
                      vErrors = [err1];
                    } else {
                      vErrors.push(err1);
                    }
                    errors++;
                  } else {
                    if (data2 < 0 || isNaN(data2)) {
                      const err2 = { instancePath: instancePath + "/limit_bytes", schemaPath: "#/properties/limit_bytes/anyOf/0/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } };
                      if (vErrors === null) {
                        vErrors = [err2];
                      } else {
                        vErrors.push(err2);
                      }
                      errors++;
                    }
                  }
                }
              }
              var _valid0 = _errs7 === errors;
              valid1 = valid1 || _valid0;
              if (!valid1) {
                const _errs9 = errors;
                if (data2 !== null) {
                  const err3 = { instancePath: instancePath + "/limit_bytes", schemaPath: "#/properties/limit_bytes/anyOf/1/type", keyword: "type", params: { type: "null" } };
                  if (vErrors === null) {
                    vErrors = [err3];
                  } else {
                    vErrors.push(err3);
                  }
                  errors++;
                }
                var _valid0 = _errs9 === errors;
                valid1 = valid1 || _valid0;
              }
              if (!valid1) {
                const err4 = { instancePath: instancePath + "/limit_bytes", schemaPath: "#/properties/limit_bytes/anyOf", keyword: "anyOf", params: {} };
                if (vErrors === null) {
                  vErrors = [err4];
                } else {
                  vErrors.push(err4);
                }
                errors++;
                validate148.errors = vErrors;
                return false;
              } else {
                errors = _errs6;
                if (vErrors !== null) {
                  if (_errs6) {
                    vErrors.length = _errs6;
                  } else {
                    vErrors = null;
                  }
                }
              }
              var valid0 = _errs5 === errors;
            } else {
              var valid0 = true;
            }
            if (valid0) {
              if (data.limit_from !== void 0) {
                let data3 = data.limit_from;
                const _errs11 = errors;
                if (!(data3 === "user" || data3 === "configuration")) {
                  validate148.errors = [{ instancePath: instancePath + "/limit_from", schemaPath: "#/properties/limit_from/enum", keyword: "enum", params: { allowedValues: schema56.properties.limit_from.enum } }];
                  return false;
                }
                var valid0 = _errs11 === errors;
              } else {
                var valid0 = true;
              }
            }
          }
        }
      }
    } else {
      validate148.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate148.errors = vErrors;
  return errors === 0;
}
var validateAdminTokenList = validate149;
var schema58 = { "type": "object", "required": ["name", "role", "created_at", "expires_at", "last_used_at", "revoked_at"], "properties": { "name": { "type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[A-Za-z0-9][A-Za-z0-9@._-]*$" }, "role": { "enum": ["viewer", "operator", "admin"] }, "created_at": { "$ref": "Milliseconds" }, "expires_at": { "$ref": "Milliseconds" }, "last_used_at": { "anyOf": [{ "$ref": "Milliseconds" }, { "type": "null" }] }, "revoked_at": { "anyOf": [{ "$ref": "Milliseconds" }, { "type": "null" }] } } };
function validate150(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.name === void 0 && (missing0 = "name") || data.role === void 0 && (missing0 = "role") || data.created_at === void 0 && (missing0 = "created_at") || data.expires_at === void 0 && (missing0 = "expires_at") || data.last_used_at === void 0 && (missing0 = "last_used_at") || data.revoked_at === void 0 && (missing0 = "revoked_at")) {
        validate150.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.name !== void 0) {
          let data0 = data.name;
          const _errs1 = errors;
          if (errors === _errs1) {
            if (typeof data0 === "string") {
              if (data0.length > 64) {
                validate150.errors = [{ instancePath: instancePath + "/name", schemaPath: "#/properties/name/maxLength", keyword: "maxLength", params: { limit: 64 } }];
                return false;
              } else {
                if (data0.length < 1) {
                  validate150.errors = [{ instancePath: instancePath + "/name", schemaPath: "#/properties/name/minLength", keyword: "minLength", params: { limit: 1 } }];
                  return false;
                } else {
                  if (!pattern6.test(data0)) {
                    validate150.errors = [{ instancePath: instancePath + "/name", schemaPath: "#/properties/name/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z0-9][A-Za-z0-9@._-]*$" } }];
                    return false;
                  }
                }
              }
            } else {
              validate150.errors = [{ instancePath: instancePath + "/name", schemaPath: "#/properties/name/type", keyword: "type", params: { type: "string" } }];
              return false;
            }
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.role !== void 0) {
            let data1 = data.role;
            const _errs3 = errors;
            if (!(data1 === "viewer" || data1 === "operator" || data1 === "admin")) {
              validate150.errors = [{ instancePath: instancePath + "/role", schemaPath: "#/properties/role/enum", keyword: "enum", params: { allowedValues: schema58.properties.role.enum } }];
              return false;
            }
            var valid0 = _errs3 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.created_at !== void 0) {
              const _errs4 = errors;
              if (!validate22(data.created_at, { instancePath: instancePath + "/created_at", parentData: data, parentDataProperty: "created_at", rootData })) {
                vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                errors = vErrors.length;
              }
              var valid0 = _errs4 === errors;
            } else {
              var valid0 = true;
            }
            if (valid0) {
              if (data.expires_at !== void 0) {
                const _errs5 = errors;
                if (!validate22(data.expires_at, { instancePath: instancePath + "/expires_at", parentData: data, parentDataProperty: "expires_at", rootData })) {
                  vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                  errors = vErrors.length;
                }
                var valid0 = _errs5 === errors;
              } else {
                var valid0 = true;
              }
              if (valid0) {
                if (data.last_used_at !== void 0) {
                  let data4 = data.last_used_at;
                  const _errs6 = errors;
                  const _errs7 = errors;
                  let valid1 = false;
                  const _errs8 = errors;
                  if (!validate22(data4, { instancePath: instancePath + "/last_used_at", parentData: data, parentDataProperty: "last_used_at", rootData })) {
                    vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                    errors = vErrors.length;
                  }
                  var _valid0 = _errs8 === errors;
                  valid1 = valid1 || _valid0;
                  if (!valid1) {
                    const _errs9 = errors;
                    if (data4 !== null) {
                      const err0 = { instancePath: instancePath + "/last_used_at", schemaPath: "#/properties/last_used_at/anyOf/1/type", keyword: "type", params: { type: "null" } };
                      if (vErrors === null) {
                        vErrors = [err0];
                      } else {
                        vErrors.push(err0);
                      }
                      errors++;
                    }
                    var _valid0 = _errs9 === errors;
                    valid1 = valid1 || _valid0;
                  }
                  if (!valid1) {
                    const err1 = { instancePath: instancePath + "/last_used_at", schemaPath: "#/properties/last_used_at/anyOf", keyword: "anyOf", params: {} };
                    if (vErrors === null) {
                      vErrors = [err1];
                    } else {
                      vErrors.push(err1);
                    }
                    errors++;
                    validate150.errors = vErrors;
                    return false;
                  } else {
                    errors = _errs7;
                    if (vErrors !== null) {
                      if (_errs7) {
                        vErrors.length = _errs7;
                      } else {
                        vErrors = null;
                      }
                    }
                  }
                  var valid0 = _errs6 === errors;
                } else {
                  var valid0 = true;
                }
                if (valid0) {
                  if (data.revoked_at !== void 0) {
                    let data5 = data.revoked_at;
                    const _errs11 = errors;
                    const _errs12 = errors;
                    let valid2 = false;
                    const _errs13 = errors;
                    if (!validate22(data5, { instancePath: instancePath + "/revoked_at", parentData: data, parentDataProperty: "revoked_at", rootData })) {
                      vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                      errors = vErrors.length;
                    }
                    var _valid1 = _errs13 === errors;
                    valid2 = valid2 || _valid1;
                    if (!valid2) {
                      const _errs14 = errors;
                      if (data5 !== null) {
                        const err2 = { instancePath: instancePath + "/revoked_at", schemaPath: "#/properties/revoked_at/anyOf/1/type", keyword: "type", params: { type: "null" } };
                        if (vErrors === null) {
                          vErrors = [err2];
                        } else {
                          vErrors.push(err2);
                        }
                        errors++;
                      }
                      var _valid1 = _errs14 === errors;
                      valid2 = valid2 || _valid1;
                    }
                    if (!valid2) {
                      const err3 = { instancePath: instancePath + "/revoked_at", schemaPath: "#/properties/revoked_at/anyOf", keyword: "anyOf", params: {} };
                      if (vErrors === null) {
                        vErrors = [err3];
                      } else {
                        vErrors.push(err3);
                      }
                      errors++;
                      validate150.errors = vErrors;
                      return false;
                    } else {
                      errors = _errs12;
                      if (vErrors !== null) {
                        if (_errs12) {
                          vErrors.length = _errs12;
                        } else {
                          vErrors = null;
                        }
                      }
                    }
                    var valid0 = _errs11 === errors;
                  } else {
                    var valid0 = true;
                  }
                }
              }
            }
          }
        }
      }
    } else {
      validate150.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate150.errors = vErrors;
  return errors === 0;
}
function validate149(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.tokens === void 0 && (missing0 = "tokens")) {
        validate149.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.tokens !== void 0) {
          let data0 = data.tokens;
          const _errs1 = errors;
          if (errors === _errs1) {
            if (Array.isArray(data0)) {
              var valid1 = true;
              const len0 = data0.length;
              for (let i0 = 0; i0 < len0; i0++) {
                const _errs3 = errors;
                if (!validate150(data0[i0], { instancePath: instancePath + "/tokens/" + i0, parentData: data0, parentDataProperty: i0, rootData })) {
                  vErrors = vErrors === null ? validate150.errors : vErrors.concat(validate150.errors);
                  errors = vErrors.length;
                }
                var valid1 = _errs3 === errors;
                if (!valid1) {
                  break;
                }
              }
            } else {
              validate149.errors = [{ instancePath: instancePath + "/tokens", schemaPath: "#/properties/tokens/type", keyword: "type", params: { type: "array" } }];
              return false;
            }
          }
        }
      }
    } else {
      validate149.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate149.errors = vErrors;
  return errors === 0;
}
var validateAdminToken = validate150;
var validateAdminUserDetail = validate156;
var schema59 = { "type": "object", "required": ["user", "domain", "created_at", "state", "keys", "sessions", "storage"], "properties": { "user": { "$ref": "UserAddress" }, "domain": { "$ref": "Domain" }, "created_at": { "$ref": "Milliseconds" }, "state": { "enum": ["enabled", "disabled"] }, "keys": { "anyOf": [{ "$ref": "user-keys-document.json" }, { "type": "null" }] }, "sessions": { "type": "integer", "minimum": 0, "maximum": 9007199254740991 }, "storage": { "$ref": "admin-storage.json" } } };
var schema61 = { "type": "object", "required": ["alg", "public_key", "key_id"], "properties": { "alg": { "enum": ["x25519", "rsa-oaep-256"] }, "public_key": { "type": "string", "minLength": 43, "maxLength": 760, "pattern": "^(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-][AQgw]|[A-Za-z0-9_-]{2}[AEIMQUYcgkosw048])?$" }, "key_id": { "$ref": "EncryptionKeyId" } } };
var pattern14 = new RegExp("^(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-][AQgw]|[A-Za-z0-9_-]{2}[AEIMQUYcgkosw048])?$", "");
var pattern15 = new RegExp("^[0-9a-f]{16}$", "");
function validate164(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (typeof data === "string") {
      if (data.length > 16) {
        validate164.errors = [{ instancePath, schemaPath: "EncryptionKeyId/maxLength", keyword: "maxLength", params: { limit: 16 } }];
        return false;
      } else {
        if (!pattern15.test(data)) {
          validate164.errors = [{ instancePath, schemaPath: "EncryptionKeyId/pattern", keyword: "pattern", params: { pattern: "^[0-9a-f]{16}$" } }];
          return false;
        }
      }
    } else {
      validate164.errors = [{ instancePath, schemaPath: "EncryptionKeyId/type", keyword: "type", params: { type: "string" } }];
      return false;
    }
  }
  validate164.errors = vErrors;
  return errors === 0;
}
function validate163(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.alg === void 0 && (missing0 = "alg") || data.public_key === void 0 && (missing0 = "public_key") || data.key_id === void 0 && (missing0 = "key_id")) {
        validate163.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.alg !== void 0) {
          let data0 = data.alg;
          const _errs1 = errors;
          if (!(data0 === "x25519" || data0 === "rsa-oaep-256")) {
            validate163.errors = [{ instancePath: instancePath + "/alg", schemaPath: "#/properties/alg/enum", keyword: "enum", params: { allowedValues: schema61.properties.alg.enum } }];
            return false;
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.public_key !== void 0) {
            let data1 = data.public_key;
            const _errs2 = errors;
            if (errors === _errs2) {
              if (typeof data1 === "string") {
                if (data1.length > 760) {
                  validate163.errors = [{ instancePath: instancePath + "/public_key", schemaPath: "#/properties/public_key/maxLength", keyword: "maxLength", params: { limit: 760 } }];
                  return false;
                } else {
                  if (data1.length < 43) {
                    validate163.errors = [{ instancePath: instancePath + "/public_key", schemaPath: "#/properties/public_key/minLength", keyword: "minLength", params: { limit: 43 } }];
                    return false;
                  } else {
                    if (!pattern14.test(data1)) {
                      validate163.errors = [{ instancePath: instancePath + "/public_key", schemaPath: "#/properties/public_key/pattern", keyword: "pattern", params: { pattern: "^(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-][AQgw]|[A-Za-z0-9_-]{2}[AEIMQUYcgkosw048])?$" } }];
                      return false;
                    }
                  }
                }
              } else {
                validate163.errors = [{ instancePath: instancePath + "/public_key", schemaPath: "#/properties/public_key/type", keyword: "type", params: { type: "string" } }];
                return false;
              }
            }
            var valid0 = _errs2 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.key_id !== void 0) {
              const _errs4 = errors;
              if (!validate164(data.key_id, { instancePath: instancePath + "/key_id", parentData: data, parentDataProperty: "key_id", rootData })) {
                vErrors = vErrors === null ? validate164.errors : vErrors.concat(validate164.errors);
                errors = vErrors.length;
              }
              var valid0 = _errs4 === errors;
            } else {
              var valid0 = true;
            }
          }
        }
      }
    } else {
      validate163.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate163.errors = vErrors;
  return errors === 0;
}
var pattern16 = new RegExp("^[A-Za-z0-9_-]{85}[AQgw]$", "");
function validate168(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (typeof data === "string") {
      if (data.length > 86) {
        validate168.errors = [{ instancePath, schemaPath: "Bytes64/maxLength", keyword: "maxLength", params: { limit: 86 } }];
        return false;
      } else {
        if (!pattern16.test(data)) {
          validate168.errors = [{ instancePath, schemaPath: "Bytes64/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z0-9_-]{85}[AQgw]$" } }];
          return false;
        }
      }
    } else {
      validate168.errors = [{ instancePath, schemaPath: "Bytes64/type", keyword: "type", params: { type: "string" } }];
      return false;
    }
  }
  validate168.errors = vErrors;
  return errors === 0;
}
function validate160(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.user === void 0 && (missing0 = "user") || data.identity_key === void 0 && (missing0 = "identity_key") || data.encryption_key === void 0 && (missing0 = "encryption_key") || data.updated_at === void 0 && (missing0 = "updated_at") || data.signature === void 0 && (missing0 = "signature")) {
        validate160.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.user !== void 0) {
          const _errs1 = errors;
          if (!validate75(data.user, { instancePath: instancePath + "/user", parentData: data, parentDataProperty: "user", rootData })) {
            vErrors = vErrors === null ? validate75.errors : vErrors.concat(validate75.errors);
            errors = vErrors.length;
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.identity_key !== void 0) {
            let data1 = data.identity_key;
            const _errs2 = errors;
            if (errors === _errs2) {
              if (data1 && typeof data1 == "object" && !Array.isArray(data1)) {
                let missing1;
                if (data1.alg === void 0 && (missing1 = "alg") || data1.public_key === void 0 && (missing1 = "public_key")) {
                  validate160.errors = [{ instancePath: instancePath + "/identity_key", schemaPath: "#/properties/identity_key/required", keyword: "required", params: { missingProperty: missing1 } }];
                  return false;
                } else {
                  if (data1.alg !== void 0) {
                    const _errs4 = errors;
                    if ("ed25519" !== data1.alg) {
                      validate160.errors = [{ instancePath: instancePath + "/identity_key/alg", schemaPath: "#/properties/identity_key/properties/alg/const", keyword: "const", params: { allowedValue: "ed25519" } }];
                      return false;
                    }
                    var valid1 = _errs4 === errors;
                  } else {
                    var valid1 = true;
                  }
                  if (valid1) {
                    if (data1.public_key !== void 0) {
                      const _errs5 = errors;
                      if (!validate31(data1.public_key, { instancePath: instancePath + "/identity_key/public_key", parentData: data1, parentDataProperty: "public_key", rootData })) {
                        vErrors = vErrors === null ? validate31.errors : vErrors.concat(validate31.errors);
                        errors = vErrors.length;
                      }
                      var valid1 = _errs5 === errors;
                    } else {
                      var valid1 = true;
                    }
                  }
                }
              } else {
                validate160.errors = [{ instancePath: instancePath + "/identity_key", schemaPath: "#/properties/identity_key/type", keyword: "type", params: { type: "object" } }];
                return false;
              }
            }
            var valid0 = _errs2 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.encryption_key !== void 0) {
              const _errs6 = errors;
              if (!validate163(data.encryption_key, { instancePath: instancePath + "/encryption_key", parentData: data, parentDataProperty: "encryption_key", rootData })) {
                vErrors = vErrors === null ? validate163.errors : vErrors.concat(validate163.errors);
                errors = vErrors.length;
              }
              var valid0 = _errs6 === errors;
            } else {
              var valid0 = true;
            }
            if (valid0) {
              if (data.updated_at !== void 0) {
                const _errs7 = errors;
                if (!validate22(data.updated_at, { instancePath: instancePath + "/updated_at", parentData: data, parentDataProperty: "updated_at", rootData })) {
                  vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                  errors = vErrors.length;
                }
                var valid0 = _errs7 === errors;
              } else {
                var valid0 = true;
              }
              if (valid0) {
                if (data.signature !== void 0) {
                  const _errs8 = errors;
                  if (!validate168(data.signature, { instancePath: instancePath + "/signature", parentData: data, parentDataProperty: "signature", rootData })) {
                    vErrors = vErrors === null ? validate168.errors : vErrors.concat(validate168.errors);
                    errors = vErrors.length;
                  }
                  var valid0 = _errs8 === errors;
                } else {
                  var valid0 = true;
                }
              }
            }
          }
        }
      }
    } else {
      validate160.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate160.errors = vErrors;
  return errors === 0;
}
function validate156(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.user === void 0 && (missing0 = "user") || data.domain === void 0 && (missing0 = "domain") || data.created_at === void 0 && (missing0 = "created_at") || data.state === void 0 && (missing0 = "state") || data.keys === void 0 && (missing0 = "keys") || data.sessions === void 0 && (missing0 = "sessions") || data.storage === void 0 && (missing0 = "storage")) {
        validate156.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.user !== void 0) {
          const _errs1 = errors;
          if (!validate75(data.user, { instancePath: instancePath + "/user", parentData: data, parentDataProperty: "user", rootData })) {
            vErrors = vErrors === null ? validate75.errors : vErrors.concat(validate75.errors);
            errors = vErrors.length;
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.domain !== void 0) {
            const _errs2 = errors;
            if (!validate27(data.domain, { instancePath: instancePath + "/domain", parentData: data, parentDataProperty: "domain", rootData })) {
              vErrors = vErrors === null ? validate27.errors : vErrors.concat(validate27.errors);
              errors = vErrors.length;
            }
            var valid0 = _errs2 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.created_at !== void 0) {
              const _errs3 = errors;
              if (!validate22(data.created_at, { instancePath: instancePath + "/created_at", parentData: data, parentDataProperty: "created_at", rootData })) {
                vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                errors = vErrors.length;
              }
              var valid0 = _errs3 === errors;
            } else {
              var valid0 = true;
            }
            if (valid0) {
              if (data.state !== void 0) {
                let data3 = data.state;
                const _errs4 = errors;
                if (!(data3 === "enabled" || data3 === "disabled")) {
                  validate156.errors = [{ instancePath: instancePath + "/state", schemaPath: "#/properties/state/enum", keyword: "enum", params: { allowedValues: schema59.properties.state.enum } }];
                  return false;
                }
                var valid0 = _errs4 === errors;
              } else {
                var valid0 = true;
              }
              if (valid0) {
                if (data.keys !== void 0) {
                  let data4 = data.keys;
                  const _errs5 = errors;
                  const _errs6 = errors;
                  let valid1 = false;
                  const _errs7 = errors;
                  if (!validate160(data4, { instancePath: instancePath + "/keys", parentData: data, parentDataProperty: "keys", rootData })) {
                    vErrors = vErrors === null ? validate160.errors : vErrors.concat(validate160.errors);
                    errors = vErrors.length;
                  }
                  var _valid0 = _errs7 === errors;
                  valid1 = valid1 || _valid0;
                  if (!valid1) {
                    const _errs8 = errors;
                    if (data4 !== null) {
                      const err0 = { instancePath: instancePath + "/keys", schemaPath: "#/properties/keys/anyOf/1/type", keyword: "type", params: { type: "null" } };
                      if (vErrors === null) {
                        vErrors = [err0];
                      } else {
                        vErrors.push(err0);
                      }
                      errors++;
                    }
                    var _valid0 = _errs8 === errors;
                    valid1 = valid1 || _valid0;
                  }
                  if (!valid1) {
                    const err1 = { instancePath: instancePath + "/keys", schemaPath: "#/properties/keys/anyOf", keyword: "anyOf", params: {} };
                    if (vErrors === null) {
                      vErrors = [err1];
                    } else {
                      vErrors.push(err1);
                    }
                    errors++;
                    validate156.errors = vErrors;
                    return false;
                  } else {
                    errors = _errs6;
                    if (vErrors !== null) {
                      if (_errs6) {
                        vErrors.length = _errs6;
                      } else {
                        vErrors = null;
                      }
                    }
                  }
                  var valid0 = _errs5 === errors;
                } else {
                  var valid0 = true;
                }
                if (valid0) {
                  if (data.sessions !== void 0) {
                    let data5 = data.sessions;
                    const _errs10 = errors;
                    if (!(typeof data5 == "number" && (!(data5 % 1) && !isNaN(data5)) && isFinite(data5))) {
                      validate156.errors = [{ instancePath: instancePath + "/sessions", schemaPath: "#/properties/sessions/type", keyword: "type", params: { type: "integer" } }];
                      return false;
                    }
                    if (errors === _errs10) {
                      if (typeof data5 == "number" && isFinite(data5)) {
                        if (data5 > 9007199254740991 || isNaN(data5)) {
                          validate156.errors = [{ instancePath: instancePath + "/sessions", schemaPath: "#/properties/sessions/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 } }];
                          return false;
                        } else {
                          if (data5 < 0 || isNaN(data5)) {
                            validate156.errors = [{ instancePath: instancePath + "/sessions", schemaPath: "#/properties/sessions/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 } }];
                            return false;
                          }
                        }
                      }
                    }
                    var valid0 = _errs10 === errors;
                  } else {
                    var valid0 = true;
                  }
                  if (valid0) {
                    if (data.storage !== void 0) {
                      const _errs12 = errors;
                      if (!validate148(data.storage, { instancePath: instancePath + "/storage", parentData: data, parentDataProperty: "storage", rootData })) {
                        vErrors = vErrors === null ? validate148.errors : vErrors.concat(validate148.errors);
                        errors = vErrors.length;
                      }
                      var valid0 = _errs12 === errors;
                    } else {
                      var valid0 = true;
                    }
                  }
                }
              }
            }
          }
        }
      }
    } else {
      validate156.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate156.errors = vErrors;
  return errors === 0;
}
var validateAdminUserList = validate172;
var schema65 = { "type": "object", "required": ["user", "domain", "created_at", "state"], "properties": { "user": { "$ref": "UserAddress" }, "domain": { "$ref": "Domain" }, "created_at": { "$ref": "Milliseconds" }, "state": { "enum": ["enabled", "disabled"] } } };
function validate173(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.user === void 0 && (missing0 = "user") || data.domain === void 0 && (missing0 = "domain") || data.created_at === void 0 && (missing0 = "created_at") || data.state === void 0 && (missing0 = "state")) {
        validate173.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.user !== void 0) {
          const _errs1 = errors;
          if (!validate75(data.user, { instancePath: instancePath + "/user", parentData: data, parentDataProperty: "user", rootData })) {
            vErrors = vErrors === null ? validate75.errors : vErrors.concat(validate75.errors);
            errors = vErrors.length;
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.domain !== void 0) {
            const _errs2 = errors;
            if (!validate27(data.domain, { instancePath: instancePath + "/domain", parentData: data, parentDataProperty: "domain", rootData })) {
              vErrors = vErrors === null ? validate27.errors : vErrors.concat(validate27.errors);
              errors = vErrors.length;
            }
            var valid0 = _errs2 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.created_at !== void 0) {
              const _errs3 = errors;
              if (!validate22(data.created_at, { instancePath: instancePath + "/created_at", parentData: data, parentDataProperty: "created_at", rootData })) {
                vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                errors = vErrors.length;
              }
              var valid0 = _errs3 === errors;
            } else {
              var valid0 = true;
            }
            if (valid0) {
              if (data.state !== void 0) {
                let data3 = data.state;
                const _errs4 = errors;
                if (!(data3 === "enabled" || data3 === "disabled")) {
                  validate173.errors = [{ instancePath: instancePath + "/state", schemaPath: "#/properties/state/enum", keyword: "enum", params: { allowedValues: schema65.properties.state.enum } }];
                  return false;
                }
                var valid0 = _errs4 === errors;
              } else {
                var valid0 = true;
              }
            }
          }
        }
      }
    } else {
      validate173.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate173.errors = vErrors;
  return errors === 0;
}
function validate172(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
      let missing0;
      if (data.users === void 0 && (missing0 = "users") || data.next === void 0 && (missing0 = "next")) {
        validate172.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
        return false;
      } else {
        if (data.users !== void 0) {
          let data0 = data.users;
          const _errs1 = errors;
          if (errors === _errs1) {
            if (Array.isArray(data0)) {
              var valid1 = true;
              const len0 = data0.length;
              for (let i0 = 0; i0 < len0; i0++) {
                const _errs3 = errors;
                if (!validate173(data0[i0], { instancePath: instancePath + "/users/" + i0, parentData: data0, parentDataProperty: i0, rootData })) {
                  vErrors = vErrors === null ? validate173.errors : vErrors.concat(validate173.errors);
                  errors = vErrors.length;
                }
                var valid1 = _errs3 === errors;
                if (!valid1) {
                  break;
                }
              }
            } else {
              validate172.errors = [{ instancePath: instancePath + "/users", schemaPath: "#/properties/users/type", keyword: "type", params: { type: "array" } }];
              return false;
            }
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.next !== void 0) {
            let data2 = data.next;
            const _errs4 = errors;
            const _errs5 = errors;
            let valid2 = false;
            const _errs6 = errors;
            if (!validate75(data2, { instancePath: instancePath + "/next", parentData: data, parentDataProperty: "next", rootData })) {
              vErrors = vErrors === null ? validate75.errors : vErrors.concat(validate75.errors);
              errors = vErrors.length;
            }
            var _valid0 = _errs6 === errors;
            valid2 = valid2 || _valid0;
            if (!valid2) {
              const _errs7 = errors;
              if (data2 !== null) {
                const err0 = { instancePath: instancePath + "/next", schemaPath: "#/properties/next/anyOf/1/type", keyword: "type", params: { type: "null" } };
                if (vErrors === null) {
                  vErrors = [err0];
                } else {
                  vErrors.push(err0);
                }
                errors++;
              }
              var _valid0 = _errs7 === errors;
              valid2 = valid2 || _valid0;
            }
            if (!valid2) {
              const err1 = { instancePath: instancePath + "/next", schemaPath: "#/properties/next/anyOf", keyword: "anyOf", params: {} };
              if (vErrors === null) {
                vErrors = [err1];
              } else {
                vErrors.push(err1);
              }
              errors++;
              validate172.errors = vErrors;
              return false;
            } else {
              errors = _errs5;
              if (vErrors !== null) {
                if (_errs5) {
                  vErrors.length = _errs5;
                } else {
                  vErrors = null;
                }
              }
            }
            var valid0 = _errs4 === errors;
          } else {
            var valid0 = true;
          }
        }
      }
    } else {
      validate172.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
      return false;
    }
  }
  validate172.errors = vErrors;
  return errors === 0;
}
var validateAdminUser = validate173;
export {
  validateAdminAuditPage,
  validateAdminDestination,
  validateAdminDestinationChange,
  validateAdminDestinationDetail,
  validateAdminDestinationList,
  validateAdminDomain,
  validateAdminDomainKey,
  validateAdminDomainList,
  validateAdminErase,
  validateAdminErasedList,
  validateAdminErasedUser,
  validateAdminErasure,
  validateAdminIdentity,
  validateAdminKeyActivation,
  validateAdminMadeToken,
  validateAdminNewDomain,
  validateAdminNewKey,
  validateAdminNewToken,
  validateAdminNewUser,
  validateAdminOrphan,
  validateAdminOrphanSearch,
  validateAdminOrphans,
  validateAdminOverview,
  validateAdminPassword,
  validateAdminPolicy,
  validateAdminPolicyChange,
  validateAdminPurge,
  validateAdminQuarantineCounts,
  validateAdminQuarantineList,
  validateAdminQuarantineResult,
  validateAdminQueue,
  validateAdminQuotas,
  validateAdminRestored,
  validateAdminRestoredRun,
  validateAdminRetention,
  validateAdminRetentionRun,
  validateAdminRevoked,
  validateAdminSelection,
  validateAdminSession,
  validateAdminSessionList,
  validateAdminStatistics,
  validateAdminStorage,
  validateAdminStorageLimit,
  validateAdminToken,
  validateAdminTokenList,
  validateAdminUser,
  validateAdminUserDetail,
  validateAdminUserList,
  validateDeliveryProof
};
