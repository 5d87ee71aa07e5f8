export function success(datas) {
    return { datas };
}
export function failure(error, language) {
    const text = error.row[language];
    const separator = language === 'zh' ? '：' : ': ';
    return { error_code: error.code, error_msg: error.detail === undefined ? text : text + separator + error.detail };
}
//# sourceMappingURL=envelope.js.map